import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it came in. */
export interface ReceivedMail {
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

interface Options {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly password: string;
  readonly withoutTls?: boolean;
}

/** A mail server of our own: STARTTLS with a certificate of ours, and one account. */
export class SmtpReceiver {
  readonly mails: ReceivedMail[] = [];
  logins = 0;
  readonly #server: SMTPServer;

  private constructor(options: Options) {
    const { tls, password, withoutTls = false } = options;
    this.#server = new SMTPServer({
      ...tls,
      disabledCommands: withoutTls ? ['STARTTLS'] : [],
      logger: false,
      onAuth: (auth, _session, callback) => {
        this.logins += 1;
        if (auth.password === password) callback(null, { user: auth.username ?? '' });
        else callback(new Error('Authentication of officine@vendor.example failed'));
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            secure: session.secure === true,
            user: session.user,
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString('utf8'),
          });
          callback();
        });
      },
    });
    // A client that does not trust us hangs up in the middle of the handshake: that is what is tested.
    this.#server.on('error', () => undefined);
  }

  static async start(options: Options): Promise<SmtpReceiver> {
    const receiver = new SmtpReceiver(options);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}
