import { makeCertificate } from '@officine/mysecu-simulator';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SmtpReceiver } from '../../test/support/smtp-receiver.ts';
import { Mail } from './mail.ts';

const NOTICE = {
  id: '2026-11-24T08-00-00-000Z-service/opened/mail',
  kind: 'incident.opened',
  subject: '[certification] mySecu is disturbed: service',
  text: 'mySecu is disturbed\n\nSince: 2026-11-24T08:00:00.000Z',
  data: {},
} as const;

describe('mail', () => {
  let authority: Awaited<ReturnType<typeof makeCertificate>>;
  let tls: Awaited<ReturnType<typeof makeCertificate>>;
  let receiver: SmtpReceiver;

  beforeAll(async () => {
    authority = await makeCertificate({ subject: { CN: 'Mail CA' }, authority: true });
    tls = await makeCertificate({ subject: { CN: 'localhost' }, issuer: authority, hosts: ['localhost', '127.0.0.1'] });
  });

  afterEach(() => receiver.stop());

  const mailTo = (port: number, more: { ca?: string; password?: string } = { ca: authority.cert }) =>
    new Mail(
      'mail',
      { host: 'localhost', port, from: 'officine@vendor.example', username: 'officine', password: 'right', ...more },
      ['sre@vendor.example', 'support@vendor.example'],
    );

  it('leaves over TLS alone, small and as plain text, to whom it was told (R21)', async () => {
    receiver = await SmtpReceiver.start({ tls, password: 'right' });

    await mailTo(receiver.port).send(NOTICE);

    const [mail] = receiver.mails;
    expect(mail).toMatchObject({ secure: true, user: 'officine', from: 'officine@vendor.example' });
    expect(mail?.to).toEqual(['sre@vendor.example', 'support@vendor.example']);
    expect(mail?.text).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
    expect(mail?.text).toContain('Subject: [certification] mySecu is disturbed: service');
    expect(mail?.text.length).toBeLessThan(2_000);
    expect(mail?.text).not.toMatch(/multipart|attachment/i);
  });

  it('carries the notice’s own id, so that a repeat is one mail for its reader', async () => {
    receiver = await SmtpReceiver.start({ tls, password: 'right' });
    const mail = mailTo(receiver.port);

    await mail.send(NOTICE);
    await mail.send(NOTICE);

    const ids = receiver.mails.map(({ text }) => /^Message-ID: (.*)\r$/im.exec(text)?.[1]);
    expect(ids[0]).toBe('<2026-11-24T08-00-00-000Z-service.opened.mail@vendor.example>');
    expect(ids[1]).toBe(ids[0]);
  });

  it('does not leave in the clear where the server offers no TLS', async () => {
    receiver = await SmtpReceiver.start({ tls, password: 'right', withoutTls: true });

    await expect(mailTo(receiver.port).send(NOTICE)).rejects.toThrow(/did not take it/);
    expect(receiver.mails).toEqual([]);
    expect(receiver.logins).toBe(0);
  });

  it('does not leave to a server that nobody vouches for', async () => {
    receiver = await SmtpReceiver.start({ tls, password: 'right' });

    await expect(mailTo(receiver.port, {}).send(NOTICE)).rejects.toThrow(/did not take it/);
    expect(receiver.logins).toBe(0);
  });

  it('says why it was refused by codes alone', async () => {
    receiver = await SmtpReceiver.start({ tls, password: 'right' });

    const refused = mailTo(receiver.port, { ca: authority.cert, password: 'wrong' }).send(NOTICE);

    await expect(refused).rejects.toThrow('the mail server did not take it: EAUTH 535');
  });
});
