import { X509Certificate } from 'node:crypto';
import { createSigner, type Signer } from '../sign/signer.ts';
import { makeCertificate } from './certificates.ts';

/** Makes, when first asked, keys that nobody trusts, with certificates that carry the genuine subjects. */
export function createRogueSigners(
  genuine: Readonly<Record<'identity' | 'get', string>>,
): (step: 'identity' | 'get') => Promise<Signer> {
  const made = new Map<string, Promise<Signer>>();
  return (step) => {
    const signer = made.get(step) ?? makeRogue(genuine[step]);
    made.set(step, signer);
    return signer;
  };
}

async function makeRogue(certificatePem: string): Promise<Signer> {
  const subject = Object.fromEntries(
    new X509Certificate(certificatePem).subject
      .split('\n')
      .map((line) => line.split('='))
      .filter(([name]) => /^(CN|OU|O|L|C)$/.test(name ?? '')),
  ) as Record<string, string>;
  return createSigner(await makeCertificate({ subject }));
}
