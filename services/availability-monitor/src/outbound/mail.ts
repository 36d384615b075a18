import { createTransport, type Transporter } from 'nodemailer';
import type { Channel, ChannelName, OutgoingNotice } from '../application/ports.ts';

/** How mail leaves: TLS from the first byte, or STARTTLS demanded; never in the clear. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly ca?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
}

/** Sends notices as small plain text (R21). */
export class Mail implements Channel {
  readonly name: ChannelName;
  readonly #transport: Transporter;
  readonly #from: string;
  readonly #to: readonly string[];

  constructor(name: ChannelName, settings: MailSettings, to: readonly string[]) {
    const { host, port, ca, username, password, from } = settings;
    this.name = name;
    this.#from = from;
    this.#to = to;
    this.#transport = createTransport({
      host,
      port,
      secure: port === 465,
      requireTLS: true,
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
      ...(username !== undefined && password !== undefined && { auth: { user: username, pass: password } }),
    });
  }

  /** Rejects when the server does not take it. */
  async send({ id, subject, text }: OutgoingNotice): Promise<void> {
    // The notice's own id, so that a mail sent twice after a lost answer is one mail for the reader.
    const messageId = `<${id.replace(/[^\w.-]+/g, '.')}@${this.#from.split('@')[1] ?? 'officine.invalid'}>`;
    try {
      await this.#transport.sendMail({ from: this.#from, to: [...this.#to], subject, text, messageId });
    } catch (error) {
      throw new Error(`the mail server did not take it: ${reasonOf(error)}`);
    }
  }
}

/** A server's own words may name people: only codes are handed on. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  return [code, responseCode].filter((part) => part !== undefined).join(' ') || 'unknown';
}
