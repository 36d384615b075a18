import { isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Probe } from '../../application/ports.ts';
import type { Observation, StepCheck } from '../../domain/step-check.ts';
import { dial, raceAbort, resolveName, type Target } from './dial.ts';
import { failureOf } from './reason-of.ts';

/** Told how long a server's certificate is still valid. */
export type OnCertificate = (host: string, daysLeft: number) => void;

const DAY_MS = 86_400_000;

/** Looks and takes the time; what `work` throws is read as a finding. */
export async function observed(
  check: StepCheck,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Partial<Observation> | undefined>,
): Promise<Observation> {
  const startedAtMs = Date.now();
  const begun = performance.now();
  const base = () => ({ check, startedAtMs, durationMs: performance.now() - begun });
  try {
    const more = await work(signal);
    return { ...base(), finding: 'ok', ...more };
  } catch (error) {
    return { ...base(), ...failureOf(error) };
  }
}

/** Does the name resolve? */
export function dnsProbe({ host, proxyUrl }: Target): Probe {
  // Behind a proxy it is the proxy's name that we resolve, and the proxy's affair to resolve the other.
  const name = proxyUrl?.hostname ?? host;
  const blindIfProxy = proxyUrl === undefined ? {} : { finding: 'blind' as const, reason: 'proxy' };
  return {
    check: 'dns',
    look: async (signal) => {
      const found = await observed('dns', signal, async () => {
        await resolveName(name, signal);
        return undefined;
      });
      return found.finding === 'failed' ? { ...found, ...blindIfProxy } : found;
    },
  };
}

/** Does the port accept connections? */
export function tcpProbe(target: Target): Probe {
  return {
    check: 'tcp',
    look: (signal) =>
      observed('tcp', signal, async () => {
        (await dial(target, signal)).destroy();
        return undefined;
      }),
  };
}

/** Is the server's certificate for its name, from the authority that we trust, and in date? */
export function tlsProbe(target: Target, ca: string, onCertificate: OnCertificate): Probe {
  return {
    check: 'tls',
    look: (signal) =>
      observed('tls', signal, async () => {
        await lookAtCertificate(target, ca, onCertificate, signal);
        return undefined;
      }),
  };
}

/** Shakes hands and tells how long the certificate is still good for. Rejects when it is not. */
export async function lookAtCertificate(
  target: Target,
  ca: string,
  onCertificate: OnCertificate,
  signal: AbortSignal,
): Promise<void> {
  const socket = await handshake(target, ca, signal);
  const validTo = Date.parse(socket.getPeerCertificate().valid_to);
  socket.destroy();
  onCertificate(target.host, Math.floor((validTo - Date.now()) / DAY_MS));
}

async function handshake(target: Target, ca: string, signal: AbortSignal): Promise<TLSSocket> {
  const plain = await dial(target, signal);
  const socket = connectTls({
    socket: plain,
    ca,
    minVersion: 'TLSv1.2',
    // A bare address is no server name (RFC 6066, 3); the certificate is checked against it all the same.
    ...(isIP(target.host) === 0 ? { servername: target.host } : { host: target.host }),
  });
  try {
    return await raceAbort(
      new Promise<TLSSocket>((resolve, reject) => {
        socket.once('secureConnect', () => resolve(socket));
        socket.once('error', reject);
      }),
      signal,
    );
  } catch (error) {
    socket.destroy();
    plain.destroy();
    throw error;
  }
}

/** Whether any of our own reference hosts can be reached: if none, it is we who are cut off. */
export async function anyReachable(references: readonly string[], signal: AbortSignal): Promise<boolean> {
  const attempts = references.map(async (reference) => {
    const at = reference.lastIndexOf(':');
    (await dial({ host: reference.slice(0, at), port: Number(reference.slice(at + 1)) }, signal)).destroy();
  });
  return await Promise.any(attempts).then(
    () => true,
    () => false,
  );
}
