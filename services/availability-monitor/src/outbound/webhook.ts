import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Channel, OutgoingNotice } from '../application/ports.ts';

const TIMEOUT_MS = 10_000;

/** Where to post, and what proves that it was us. */
export interface WebhookSettings {
  readonly url: URL;
  /** `whsec_<base64>` as Standard Webhooks has it, or any other text, taken as it is. */
  readonly secret: string;
  readonly ca?: string | undefined;
}

/**
 * Posts notices as JSON, signed as Standard Webhooks has it: HMAC-SHA256 over `<id>.<seconds>.<body>`, so that a receiver knows who
 * sent it, when, and a repeat by its id.
 */
export class Webhook implements Channel {
  readonly name = 'webhook';
  readonly #settings: WebhookSettings;

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  /** Rejects when it was not answered with 2xx in time. */
  async send({ id, kind, subject, text, data }: OutgoingNotice): Promise<void> {
    const body = JSON.stringify({ type: kind, subject, text, ...data });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const { url, secret, ca } = this.#settings;
    const status = await post({ url, ca }, body, {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${webhookSignature(secret, id, timestamp, body)}`,
    });
    if (status < 200 || status > 299) {
      throw new Error(`the webhook answered ${status}`);
    }
  }
}

/** The signature of a message, base64. */
export function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}

async function post(
  { url, ca }: Pick<WebhookSettings, 'url' | 'ca'>,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return await new Promise<number>((resolve, reject) => {
    const options = { method: 'POST', headers, signal: AbortSignal.timeout(TIMEOUT_MS), ...(ca !== undefined && { ca }) };
    const request = send(url, options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', (error) => reject(new Error(`the webhook cannot be reached: ${codeOf(error)}`)));
    request.end(body);
  });
}

/** Why, without an address or anything else that a URL may hold. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
