import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpAnswer, readAtMost } from '../../test/support/http-client.ts';
import { requestInfo } from '../../test/support/requests.ts';
import { type Running, runSimulator } from '../../test/support/running.ts';
import { AFFILIATED, faultCode, sessionOf, stateOf } from '../../test/support/test-client.ts';
import { signedParts } from '../../test/support/verify-answer.ts';
import type { TruthEntry } from '../truth.ts';
import { FAULT_NAMES, type FaultName } from './catalogue.ts';

let running: Running;
let token: string;
const asserted = new Set<FaultName>();

beforeAll(async () => {
  running = await runSimulator();
});
afterAll(() => running.close());
beforeEach(async () => {
  token = await running.client.session();
});
afterEach(() => running.commit());

async function under(kind: FaultName, more: object = {}): Promise<void> {
  asserted.add(kind);
  await running.commit({ kind, ...more });
}

const signer = (): string => running.identities.options.signer.cert;
const idpSigner = (): string => running.identities.options.idpSigner.cert;
const get = (body?: string): Promise<HttpAnswer> => running.client.get(token, body);

describe('faults of the transport', () => {
  it('refuse-connection: nothing listens on the port of the step, until the rule is gone', async () => {
    await under('refuse-connection', { step: 'get' });

    await expect(get()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await running.client.identity()).status).toBe(200);

    await running.commit();
    expect(stateOf(await get())).toBe('AFFILIE');
  });

  it('refuse-connection: ends by itself at its instant', async () => {
    await under('refuse-connection', { step: 'get', until: new Date(Date.now() + 100).toISOString() });
    await expect(get()).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    await expect.poll(async () => get().then(stateOf, () => 'refused'), { timeout: 5_000 }).toBe('AFFILIE');
  });

  it.each([
    ['tls-unknown-authority', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['tls-wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['tls-expired', 'CERT_HAS_EXPIRED'],
  ] as const)('%s: a certificate that no client may accept, until the rule is gone', async (kind, code) => {
    await under(kind, { step: 'get' });

    await expect(get()).rejects.toMatchObject({ code });
    expect((await running.client.identity()).status).toBe(200);

    await running.commit();
    expect(stateOf(await get())).toBe('AFFILIE');
  });

  it('reset: the connection breaks with a TCP reset', async () => {
    await under('reset', { step: 'get' });

    await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('silence: the request is taken, and nothing comes', async () => {
    await under('silence', { step: 'get' });
    let answered = false;
    const asking = get().then(
      () => (answered = true),
      () => undefined,
    );

    await expect.poll(() => lastFault(), { timeout: 5_000 }).toBe('silence');
    expect(answered).toBe(false);
    running.client.agent.destroy();
    await asking;
    expect(answered).toBe(false);
  });

  it('slow-body: the answer trickles in, and is genuine', async () => {
    await under('slow-body', { step: 'get', delayMs: 1 });
    const startedAt = performance.now();

    const answer = await get();

    expect(signedParts(answer.text, signer())).toHaveLength(2);
    expect(performance.now() - startedAt).toBeGreaterThan(answer.text.length / 64);
  });

  it('half-body: less comes than was announced', async () => {
    await under('half-body', { step: 'get' });

    await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('never-ending-body: white space goes on for as long as somebody reads', async () => {
    await under('never-ending-body', { step: 'get', delayMs: 1 });

    const { client, simulator } = running;
    const message = client.getMessage(token, client.affiliation());

    expect(await readAtMost(client.agent, simulator.serviceUrl, message, 20_000)).toBeGreaterThanOrEqual(20_000);
  });

  it('oversized: more than 10 MiB come', async () => {
    await under('oversized', { step: 'get' });

    expect((await get()).text.length).toBeGreaterThan(10 * 1024 * 1024);
  });

  it('html-page, http-500-fault, http-503, empty-body: answers of something in between', async () => {
    const seen = [];
    for (const kind of ['html-page', 'http-500-fault', 'http-503', 'empty-body'] as const) {
      await under(kind, { step: 'get' });
      const { status, text } = await get();
      seen.push([kind, status, /<html|soap:Server|Unavailable/.exec(text)?.[0] ?? text]);
    }

    expect(seen).toEqual([
      ['html-page', 200, '<html'],
      ['http-500-fault', 500, 'soap:Server'],
      ['http-503', 503, 'Unavailable'],
      ['empty-body', 200, ''],
    ]);
  });

  it('latency: a genuine answer comes later, and the delay adds to another fault', async () => {
    await under('latency', { step: 'get', delayMs: 30 });
    await running.control('POST', '/faults', { kind: 'unsigned', delayMs: 0 });

    const answer = await get();

    expect(answer.text).not.toContain('<dsig:Signature');
    expect((await entries()).at(-1)?.durationMs).toBeGreaterThanOrEqual(29);
  });
});

describe('refusals of what is in order', () => {
  it.each([
    ['token-refused', 'wsse:InvalidSecurityToken'],
    ['authentication-refused', 'wsse:FailedAuthentication'],
    ['blocked', 'wst:RequestFailed'],
    ['fault-unsigned', 'soap:Server'],
  ] as const)('%s: get answers with %s', async (kind, code) => {
    await under(kind);
    const answer = await get();

    expect([answer.status, faultCode(answer)]).toEqual([500, code]);
    expect(answer.text).not.toContain('Signature');
  });

  it('authentication-refused: the token service says it in the words of WS-Trust', async () => {
    const assertion = await running.client.assertion();
    await under('authentication-refused', { step: 'token' });

    expect(faultCode(await running.client.token(assertion))).toBe('wst:FailedAuthentication');
  });
});

describe('answers that are signed and say something else', () => {
  it.each([
    ['an affiliation', () => running.client.affiliation(), AFFILIATED],
    [
      'an accident dossier',
      () =>
        requestInfo('SAMPLE_PHARMACY_ACCIDENT-V1', 'demandeAccident', {
          matricule: AFFILIATED,
          numeroAccident: 'A2026000117',
          codePrestataire: '90000001',
        }),
      AFFILIATED,
    ],
    [
      'a prescriber',
      () =>
        requestInfo('SAMPLE_PHARMACY_PRESCRIBER-V1', 'demandePrescripteur', {
          codePrescripteur: '90100018',
          date: '2026-11-23',
          codePrestataire: '90000001',
        }),
      '90100018',
    ],
  ])('other-person: the answer to the question for %s is about another one', async (_, body, asked) => {
    expect((await get(body())).text).toContain(asked);

    await under('other-person');
    const answer = await get(body());

    expect(signedParts(answer.text, signer())?.[0]).toContain('<cns:etat>');
    expect(answer.text).not.toContain(asked);
  });

  it('unknown-state: no model knows the state', async () => {
    await under('unknown-state');
    const answer = await get();

    expect(stateOf(answer)).toBe('EN_COURS_DE_TRAITEMENT');
    expect(signedParts(answer.text, signer())).toHaveLength(2);
  });

  it('empty-response: each step answers without its content', async () => {
    const assertion = await running.client.assertion();
    await under('empty-response');

    expect((await running.client.identity()).text).not.toContain('<saml:Assertion');
    expect(sessionOf((await running.client.token(assertion)).text)).toBe('');
    expect(signedParts((await get()).text, signer())?.[0]).toContain('"></sync:ResponseInfo>');
  });

  it('expired-assertion and wrong-ehealth-id: the assertion is signed, and of no use', async () => {
    await under('expired-assertion');
    const expired = await running.client.identity();
    await under('wrong-ehealth-id');
    const foreign = await running.client.identity();

    expect(Date.parse(/NotOnOrAfter="([^"]+)"/.exec(expired.text)?.[1] ?? '')).toBeLessThan(Date.now());
    expect(foreign.text).not.toContain(running.identities.pharmacy.eHealthId);
    expect([expired, foreign].map(({ text }) => signedParts(text, idpSigner())?.length)).toEqual([1, 1]);
  });

  it('wrong-signer: the signature holds under its own certificate, which names the genuine subject, and not under the genuine one', async () => {
    await under('wrong-signer');
    const [answer, assertion] = [await get(), await running.client.identity()];

    expect(signedParts(answer.text, signer())).toBeUndefined();
    expect(signedParts(answer.text, certificateIn(answer.text))).toHaveLength(2);
    expect(signedParts(assertion.text, idpSigner())).toBeUndefined();
    expect(signedParts(assertion.text, certificateIn(assertion.text))).toHaveLength(1);
  });
});

describe('attacks on a signed message', () => {
  it.each(['unsigned', 'bad-signature', 'wrong-body', 'duplicate-id'] as const)(
    '%s: xml-crypto refuses both signed answers',
    async (kind) => {
      expect(signedParts((await get()).text, signer())).toHaveLength(2);
      await under(kind);

      expect(signedParts((await get()).text, signer())).toBeUndefined();
      expect(signedParts((await running.client.identity()).text, idpSigner())).toBeUndefined();
    },
  );

  it('wrong-body: the state is the opposite', async () => {
    await under('wrong-body');

    expect(stateOf(await get())).toBe('NON_AFFILIE');
  });

  it('doctype: each answer has one, the plain ones of the token service too', async () => {
    const assertion = await running.client.assertion();
    await under('doctype');

    const answers = [await running.client.identity(), await running.client.token(assertion), await get()];
    expect(answers.filter(({ text }) => text.includes('<!DOCTYPE'))).toHaveLength(3);
  });

  it('extra-signature: there are two, and no id stands twice', async () => {
    await under('extra-signature');
    const { text } = await get();
    const ids = [...text.matchAll(/ (?:wsu:)?Id="([^"]+)"/g)].map(([, id]) => id);

    expect(text.match(/<dsig:Signature /g)).toHaveLength(2);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('comment-in-digest: the SignedInfo still holds, the Body is forged, its digest stands in a comment', async () => {
    await under('comment-in-digest');
    const answer = await get();

    expect(stateOf(answer)).toBe('NON_AFFILIE');
    expect(answer.text).toMatch(/<dsig:DigestValue><!--[\w+/]{43}=-->[\w+/]{43}=</);
    expect(signedParts(answer.text, signer())).toBeUndefined();
  });

  it('wrapped: the signature holds over the element that was moved, and the one in its place is forged', async () => {
    await under('wrapped');
    const [answer, identity] = [await get(), await running.client.identity()];

    expect(signedParts(answer.text, signer())?.[0]).toContain('>AFFILIE<');
    expect(/<\/soap:Header>[\s\S]*/.exec(answer.text)?.[0]).toContain('>NON_AFFILIE<');
    expect(identity.text.match(/<saml:Assertion /g)).toHaveLength(2);
    expect(identity.text).toContain('>9999999999<');
    expect(identity.text.match(/<dsig:Signature /g)).toHaveLength(1);
  });

  it('replay-old-answer: the former answer to the same question comes again, byte for byte', async () => {
    const former = await get();
    await under('replay-old-answer');

    expect((await get()).text).toBe(former.text);
  });
});

describe('a rule', () => {
  it('is used up after its count', async () => {
    await running.commit({ kind: 'http-503', step: 'get', count: 2 });
    const statuses = [await get(), await get(), await get()].map(({ status }) => status);

    expect(statuses).toEqual([503, 503, 200]);
    expect(await running.control('GET', '/faults')).toEqual([]);
  });

  it('ends at its instant, by the clock of the simulator', async () => {
    await running.commit({ kind: 'http-503', step: 'get', until: new Date(Date.now() + 60_000).toISOString() });
    expect((await get()).status).toBe(503);
    running.clock.offsetMs = 61_000;
    const { status } = await get();
    running.clock.offsetMs = 0;

    expect(status).toBe(200);
  });

  it('meets only the pharmacy, the model and the text that it names', async () => {
    const other = running.client.affiliation('1992113004546');
    const theirs = await running.neighbour.session();
    await running.commit({
      kind: 'http-503',
      match: { pharmacy: 'ph-1', modelUid: 'SAMPLE_PHARMACY_AFFILIATION-V1', contains: AFFILIATED },
    });

    expect([(await get()).status, (await get(other)).status, (await running.neighbour.get(theirs)).status]).toEqual([
      503, 200, 200,
    ]);
  });
});

describe('the catalogue', () => {
  it('has no fault that the tests above have not seen', () => {
    expect(FAULT_NAMES.filter((name) => !asserted.has(name))).toEqual([]);
  });

  it('is shown with its explanations', async () => {
    const kinds = (await running.control('GET', '/faults/kinds')) as { says: string }[];

    expect(kinds).toHaveLength(FAULT_NAMES.length);
    expect(kinds.every(({ says }) => says.length > 10)).toBe(true);
  });
});

async function entries(): Promise<TruthEntry[]> {
  return ((await running.control('GET', '/truth')) as { entries: TruthEntry[] }).entries;
}

async function lastFault(): Promise<string | undefined> {
  return (await entries()).at(-1)?.fault;
}

function certificateIn(text: string): string {
  const lines = /<dsig:X509Certificate>\s*([\s\S]*?)\s*<\/dsig/.exec(text)?.[1] ?? '';
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
