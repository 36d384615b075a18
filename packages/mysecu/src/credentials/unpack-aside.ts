import { X509Certificate } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { UnpackAnswered, UnpackAsked } from './pkcs12-messages.ts';
import { type CredentialSource, UnpackError, type Unpacked, unpackPkcs12 } from './unpack-pkcs12.ts';

/** From its sources or built, the thread is of the same kind as what starts it. */
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? './pkcs12-worker.ts' : './pkcs12-worker.js', import.meta.url);
/** Pharmacies open their doors in the same half hour; a thread that nobody needs gives its memory back. */
const IDLE_MS = 10_000;

interface Waiting {
  readonly source: CredentialSource;
  readonly resolve: (unpacked: Unpacked) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that opens PKCS#12 files; `script` is another than {@link SCRIPT} in tests alone. */
export class UnpackThread {
  readonly #script: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(script: URL = SCRIPT) {
    this.#script = script;
  }

  unpack(source: CredentialSource): Promise<Unpacked> {
    clearTimeout(this.#idle);
    const { promise, resolve, reject } = Promise.withResolvers<Unpacked>();
    this.#lastId += 1;
    this.#waiting.set(this.#lastId, { source, resolve, reject });
    const worker = this.#running();
    worker.ref();
    worker.postMessage({ id: this.#lastId, ...source } satisfies UnpackAsked);
    return promise;
  }

  #running(): Worker {
    if (this.#worker === undefined) {
      const worker = new Worker(this.#script, { name: 'pkcs12' });
      worker.on('message', (answered: UnpackAnswered) => this.#answered(answered));
      // Its failure is met in `exit`, which follows.
      worker.on('error', () => undefined);
      worker.on('exit', () => this.#ended(worker));
      this.#worker = worker;
    }
    return this.#worker;
  }

  #answered(answered: UnpackAnswered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if ('reason' in answered) {
      waiting?.reject(new UnpackError(answered.reason));
    } else {
      const { certificate, privateKey, chain } = answered;
      waiting?.resolve({
        certificate: new X509Certificate(certificate),
        privateKey,
        chain: chain.map((der) => new X509Certificate(der)),
      });
    }
    if (this.#waiting.size === 0) {
      // Nobody's process stays for a thread that has nothing to do.
      this.#worker?.unref();
      this.#idle = setTimeout(() => void this.#worker?.terminate(), IDLE_MS).unref();
    }
  }

  /** A thread that cannot run costs time, and nobody an answer. */
  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const [id, { source, resolve, reject }] of this.#waiting) {
      this.#waiting.delete(id);
      try {
        resolve(unpackPkcs12(source));
      } catch (error) {
        reject(error);
      }
    }
  }
}

const thread = new UnpackThread();

/**
 * Takes a PKCS#12 file apart on a thread of its own: its key derivation takes tens of milliseconds, in which nobody else's check is to
 * stand still. Rejects with an `UnpackError` like `unpackPkcs12`.
 */
export function unpackAside(source: CredentialSource): Promise<Unpacked> {
  return thread.unpack(source);
}
