import { createHmac } from 'node:crypto';
import { createServer as createHttp, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '@officine/mysecu-simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from './webhook.ts';

const NOTICE = {
  id: 'i-1/opened/webhook',
  kind: 'incident.opened',
  subject: 'mySecu is disturbed',
  text: 'mySecu is disturbed',
  data: { environment: 'custom', incident: { id: 'i-1' } },
} as const;

describe('the webhook', () => {
  let status = 204;
  let posts: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  let server: Server;

  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    posts.push({ headers: request.headers, body });
    response.writeHead(status).end('Internal details of the receiver');
  };
  const listening = async (made: Server) => {
    server = made;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  beforeEach(() => {
    status = 204;
    posts = [];
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it.each([
    ['a text', 's3cret', Buffer.from('s3cret')],
    [
      'a secret as Standard Webhooks writes it',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
    ],
  ])('is signed with %s, over its id, its time and its body', async (_, secret, key) => {
    const port = await listening(createHttp(listener));

    await new Webhook({ url: new URL(`http://127.0.0.1:${port}/hook`), secret }).send(NOTICE);

    const [post] = posts;
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = post?.headers ?? {};
    const expected = createHmac('sha256', key).update(`${id}.${at}.${post?.body}`).digest('base64');
    expect(id).toBe('i-1/opened/webhook');
    expect(Math.abs(Number(at) - Date.now() / 1_000)).toBeLessThan(5);
    expect(signature).toBe(`v1,${expected}`);
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      type: 'incident.opened',
      environment: 'custom',
      incident: { id: 'i-1' },
    });
  });

  it('rejects whatever is not 2xx, redirects included, without a word of what came back', async () => {
    const port = await listening(createHttp(listener));
    const webhook = new Webhook({ url: new URL(`http://127.0.0.1:${port}/hook?key=hidden`), secret: 's' });

    for (status of [302, 400, 503]) {
      await expect(webhook.send(NOTICE)).rejects.toThrow(`the webhook answered ${status}`);
    }
  });

  it('goes over verified TLS: an authority of one’s own can be named, and a stranger is refused', async () => {
    const authority = await makeCertificate({ subject: { CN: 'CA' }, authority: true });
    const tls = await makeCertificate({ subject: { CN: '127.0.0.1' }, issuer: authority, hosts: ['127.0.0.1'] });
    const port = await listening(createHttps({ key: tls.key, cert: tls.cert }, listener));
    const url = new URL(`https://127.0.0.1:${port}/hook`);

    await new Webhook({ url, secret: 's', ca: authority.cert }).send(NOTICE);
    await expect(new Webhook({ url, secret: 's' }).send(NOTICE)).rejects.toThrow(/cannot be reached: \w+/);

    expect(posts).toHaveLength(1);
  });
});
