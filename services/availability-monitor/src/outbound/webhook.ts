import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Channel, OutgoingNotice } from '../application/ports.ts';

const TIMEOUT_MS = 10_000;

/**
 * Posts notices as JSON, signed as Standard Webhooks has it: HMAC-SHA256 over `<id>.<seconds>.<body>`, so that a receiver knows who
 * sent it, when, and a repeat by its id.
 */
export class Webhook implements Channel {
  readonly name = 'webhook';
  readonly #url: URL;
  readonly #secret: string;

  constructor(url: URL, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  /** Rejects when it was not answered with 2xx in time. */
  async send({ id, kind, subject, text, data }: OutgoingNotice): Promise<void> {
    const body = JSON.stringify({ type: kind, subject, text, ...data });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const status = await post(this.#url, body, {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${webhookSignature(this.#secret, id, timestamp, body)}`,
    });
    if (status < 200 || status > 299) {
      throw new Error(`the webhook answered ${status}`);
    }
  }
}

/** The signature of a message, base64. */
export function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
}

async function post(url: URL, body: string, headers: Record<string, string>): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return await new Promise<number>((resolve, reject) => {
    const request = send(url, { method: 'POST', headers, signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', (error) => reject(new Error(`the webhook cannot be reached: ${error.name}`)));
    request.end(body);
  });
}
