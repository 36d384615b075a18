import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { AffiliationQuestion } from '@officine/contracts';
import { type Caller, createCredential, createMySecu, loadModels, type SessionToken } from '@officine/mysecu';
import type { ExchangeFixture } from './exchange-fixture.ts';

/**
 * One exchange on the very path that services use: model → build → sign → verify → read the verdict. The network alone is
 * replaced, by a function that gives back the fixture's answer.
 */
export async function prepareOurs(fixture: ExchangeFixture): Promise<() => Promise<unknown>> {
  const transport = async () => ({ status: 200, contentType: 'text/xml;charset=UTF-8', bytes: fixture.nextAnswer() });
  const settings = {
    serviceUrl: 'https://ws.example/sync',
    tokenUrl: 'https://ws.example/trust',
    tlsCa: fixture.signer,
    signers: fixture.signer,
    now: () => fixture.at,
  };
  const mysecu = await createMySecu(settings, transport);
  const model = (await loadModels()).for('affiliation');
  const caller: Caller = {
    pharmacy: 'ph-0001',
    codePrestataire: '90000001',
    eHealthId: '1234567890',
    credential: createCredential(new X509Certificate(fixture.pharmacy.cert), createPrivateKey(fixture.pharmacy.key)),
  };
  const token: SessionToken = { xml: fixture.tokenXml, id: 'bench', issuedAt: fixture.at, expiresAt: fixture.at };
  const question: AffiliationQuestion = { matricule: fixture.matricule, on: fixture.day };
  const context = { codePrestataire: caller.codePrestataire, at: fixture.at };
  return async () => {
    const { value } = await mysecu.get(caller, token, model.request(question, context));
    const { verdict } = model.read(value, question, context);
    if (verdict.state !== fixture.state) throw new Error('our exchange did not read the verdict');
    return verdict;
  };
}
