import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aTerminal } from '../../test/support/a-terminal.ts';
import { runCli } from '../run-cli.ts';

const CORPUS = join(import.meta.dirname, '../../../mysecu/test/signatures');
const AT = ['--at', '2026-11-24T12:00:00Z'];

describe('officine message verify', () => {
  it('says what is signed and by whom', async () => {
    const { io, out } = aTerminal();

    expect(await verify(io, 'valid/answer-empty.xml', 'signer.pem')).toBe(0);

    expect(out[0]).toBe('accepted');
    expect(out.join('\n')).toMatch(/^signer +CN=/m);
    expect(out.join('\n')).toMatch(/^signed +body \(/m);
    expect(out.join('\n')).toMatch(/^signed +key-info \(/m);
    expect(out.join('\n')).toMatch(/^correlation +Id-/m);
  });

  it.each([
    ['valid/answer-empty.xml', 'idp-signer.pem', 'wrong-signer'],
    ['invalid/body-changed.xml', 'signer.pem', 'digest-mismatch'],
    ['invalid/wrapped-in-header.xml', 'signer.pem', 'reference-unexpected'],
    ['invalid/unsigned.xml', 'signer.pem', 'unsigned'],
    ['invalid/assertion-expired.xml', 'idp-signer.pem', 'assertion-expired'],
  ])('ends with 1 and the reason where a message is refused: %s by %s', async (file, signer, reason) => {
    const { io, out } = aTerminal();

    expect(await verify(io, file, signer)).toBe(1);

    expect(out[0]).toMatch(new RegExp(`^refused +${reason}$`));
    expect(out[1]).toMatch(/^because +[A-Z].+\.$/);
  });

  it('says what it cannot judge of an assertion', async () => {
    const { io, out } = aTerminal();

    expect(await verify(io, 'valid/assertion.xml', 'idp-signer.pem')).toBe(0);

    expect(out).toContain('not judged   holder, issuer, request, audience');
  });

  it('ends with 1 and one line where no certificate is in the signer file', async () => {
    const { io, out, err } = aTerminal();

    expect(await verify(io, 'valid/answer-empty.xml', 'valid/answer-empty.xml')).toBe(1);

    expect(out).toEqual([]);
    expect(err).toHaveLength(1);
  });
});

function verify(io: ReturnType<typeof aTerminal>['io'], file: string, signer: string) {
  return runCli(['message', 'verify', join(CORPUS, file), '--signer', join(CORPUS, signer), ...AT], io);
}
