import { readFileSync } from 'node:fs';
import { createMySecu, openCredential, readMySecuSettings } from '@officine/mysecu';
import type { NaiveCaller } from './soap-exchange.ts';
import type { NaiveTask } from './task.ts';

/** Opens each pharmacy's key and gets it a session token, before anything is measured: tokens are warm for both contenders. */
export async function openCallers({ settings, pharmacies }: NaiveTask): Promise<ReadonlyMap<string, NaiveCaller>> {
  const mysecu = await createMySecu(
    await readMySecuSettings({
      serviceUrl: settings['MYSECU_SERVICE_URL'] ?? '',
      tokenUrl: settings['MYSECU_TOKEN_URL'] ?? '',
      tlsCaFile: settings['MYSECU_TLS_CA_FILE'] ?? '',
      signerFile: settings['MYSECU_SIGNER_FILE'] ?? '',
      idpUrl: settings['MYSECU_IDP_URL'],
      idpDestination: settings['MYSECU_IDP_DESTINATION'],
      idpTlsCaFile: settings['MYSECU_IDP_TLS_CA_FILE'],
      idpSignerFile: settings['MYSECU_IDP_SIGNER_FILE'],
    }),
  );
  const callers = new Map<string, NaiveCaller>();
  for (const { id, codePrestataire, eHealthId, certificateFile, passphraseFile } of pharmacies) {
    const passphrase = readFileSync(passphraseFile, 'utf8').trimEnd();
    const credential = await openCredential({ pkcs12: readFileSync(certificateFile), passphrase });
    const caller = { pharmacy: id, codePrestataire, eHealthId, credential };
    const { value: assertion } = await mysecu.authenticate(caller);
    const { value: token } = await mysecu.issue(caller, assertion);
    callers.set(id, {
      key: credential.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificate: credential.certificate.toString(),
      codePrestataire,
      tokenXml: token.xml,
    });
  }
  await mysecu.close();
  return callers;
}
