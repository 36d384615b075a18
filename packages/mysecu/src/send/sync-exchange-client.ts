import { fileURLToPath } from 'node:url';
import { type Client, createClientAsync, type IHttpClient, type ISecurity } from 'soap';
import type { SyncExchangeParts } from '../create/sync-exchange.ts';
import type { Reply } from './post.ts';

/** Sends a finished envelope and resolves with the raw answer. */
export type SendEnvelope = (envelope: string) => Promise<Reply>;

const WSDL = fileURLToPath(new URL('../../wsdl/sync-exchange.wsdl', import.meta.url));

/** The business service as its WSDL describes it (protocol, section 2): the `soap` package writes the envelope, we keep the bytes. */
export class SyncExchangeClient {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Reads the WSDL shipped with this package; its address is never called, the configured URL wins (protocol, section 3.5). */
  static async create(serviceUrl: string): Promise<SyncExchangeClient> {
    const client = await createClientAsync(WSDL, { endpoint: serviceUrl, envelopeKey: 'soap', httpClient });
    return new SyncExchangeClient(client);
  }

  /** Calls `get` with a signed header and Body. Thrown when sending fails: whatever `send` threw. */
  async get({ header, body }: SyncExchangeParts, send: SendEnvelope): Promise<Reply> {
    const client = this.#client;
    // The library writes the envelope before `get` returns, so these three never meet those of another call.
    client.setSecurity(new SignedHeader(header));
    client.clearBodyAttributes();
    client.addBodyAttribute(body.attributes);
    return new Promise((resolve, reject) => {
      const deliver = (envelope: string): void => {
        // What is digested must be what leaves, whatever a later version of the library does to it.
        if (!envelope.includes(body.canonical)) throw new Error('the SOAP library changed the signed Body');
        send(envelope).then(resolve, reject);
      };
      client['get']({ _xml: body.content }, unreachable, { deliver });
    });
  }
}

function unreachable(): never {
  throw new Error('the SOAP library read an answer by itself');
}

interface GetOptions {
  readonly deliver: (envelope: string) => void;
}

/**
 * Our HTTP client for the library: takes the envelope and keeps the answer's raw bytes to ourselves. It never calls back, and
 * there the library's own reading would begin: no verdict can come of it.
 */
const httpClient = {
  request(_url: string, envelope: string, _callback: unknown, _headers: object, { deliver }: GetOptions): void {
    deliver(envelope);
  },
  // The declared type wants an axios response, which the library itself only hands on.
} as unknown as IHttpClient;

/** Our `ISecurity`: a header that was signed before, since the library knows no asynchronous signature. */
class SignedHeader implements ISecurity {
  readonly #header: string;

  constructor(header: string) {
    this.#header = header;
  }

  toXML(): string {
    return this.#header;
  }
}
