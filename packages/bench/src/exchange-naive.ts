import type { IHttpClient } from 'soap';
import type { ExchangeFixture } from './exchange-fixture.ts';
import { createNaiveExchange } from './naive/soap-exchange.ts';

/** The baseline on the fixture: see {@link createNaiveExchange}. The network alone is replaced. */
export async function prepareNaive(fixture: ExchangeFixture): Promise<() => Promise<unknown>> {
  const { key, cert } = fixture.pharmacy;
  const ask = await createNaiveExchange(
    { endpoint: 'https://ws.example/sync', signer: fixture.signer, http: answering(fixture) },
    { key, certificate: cert, codePrestataire: '90000001', tokenXml: fixture.tokenXml },
  );
  return async () => {
    const state = await ask(fixture.matricule, fixture.day);
    if (state !== 'NON_AFFILIE') throw new Error('the baseline did not read the answer');
    return state;
  };
}

function answering(fixture: ExchangeFixture): IHttpClient {
  const client = {
    request(_url: string, _envelope: string, callback: (error: unknown, response: object, body: string) => void) {
      const body = fixture.nextAnswer().toString('utf8');
      // A turn of the loop, as any network has.
      setImmediate(() => callback(null, { status: 200, headers: {} }, body));
    },
  };
  return client as unknown as IHttpClient;
}
