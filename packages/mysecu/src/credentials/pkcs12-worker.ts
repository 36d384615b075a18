import { parentPort } from 'node:worker_threads';
import type { UnpackAnswered, UnpackAsked } from './pkcs12-messages.ts';
import { UnpackError, unpackPkcs12 } from './unpack-pkcs12.ts';

/** The thread that opens PKCS#12 files, one after the other. An unforeseen failure ends it: whoever waits opens the file itself. */
parentPort?.on('message', (asked: UnpackAsked) => parentPort?.postMessage(answerTo(asked)));

function answerTo({ id, pkcs12, passphrase }: UnpackAsked): UnpackAnswered {
  try {
    const { certificate, privateKey, chain } = unpackPkcs12({ pkcs12, passphrase });
    return { id, certificate: certificate.raw, privateKey, chain: chain.map(({ raw }) => raw) };
  } catch (error) {
    if (error instanceof UnpackError) return { id, reason: error.reason };
    throw error;
  }
}
