import type { TlsFault } from '../faults/fault-rules.ts';
import type { KeyPair } from '../options.ts';
import { makeCertificate } from './certificates.ts';

/** Makes, when first asked, server certificates that a client must refuse: each is right but for the one thing that it is named after. */
export function createBadServers(host: string, authority: KeyPair | undefined): (fault: TlsFault) => Promise<KeyPair> {
  const made = new Map<TlsFault, Promise<KeyPair>>();
  return (fault) => {
    const pair = made.get(fault) ?? make(fault, host, authority);
    made.set(fault, pair);
    return pair;
  };
}

function make(fault: TlsFault, host: string, authority: KeyPair | undefined): Promise<KeyPair> {
  const hosts = [fault === 'tls-wrong-host' ? 'elsewhere.invalid' : host];
  const issuer = fault === 'tls-unknown-authority' ? undefined : authority;
  return makeCertificate({
    subject: { CN: hosts[0] ?? host },
    hosts,
    ...(issuer && { issuer }),
    // Over for half a day, as its first day was yesterday.
    ...(fault === 'tls-expired' && { days: -0.5 }),
  });
}
