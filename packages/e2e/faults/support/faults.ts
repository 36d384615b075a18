import { setTimeout as after } from 'node:timers/promises';
import { pharmaciesOf } from './directory.ts';
import type { PlatformFault } from './platform.ts';
import type { World } from './world.ts';

/** Something that fails, and what a vendor may be told of it. */
export interface Fault {
  readonly name: string;
  begin(world: World): Promise<void>;
  end(world: World): Promise<void>;
  /** A degraded result with this code and detail must be seen; undefined where nobody may notice anything. */
  readonly told?: { readonly code: string; readonly detail?: RegExp };
  /** Answers may be late while it lasts and a while after: a partition had no owner, or Kafka was away. */
  readonly disturbs?: true;
  /** Verdicts of an unknown state are what mySecu says while it lasts. */
  readonly saysUnknown?: true;
  /** How long it lasts, milliseconds; chosen by the seed where absent. */
  readonly lastsMs?: number;
}

/** A fault of mySecu's service, for everybody. */
function ofService(kind: string, code: string, detail?: RegExp, more: Partial<PlatformFault> = {}): Fault {
  return {
    name: kind,
    begin: ({ platform }) => platform.commit({ kind, step: 'get', ...more }),
    end: ({ platform }) => platform.mend(),
    told: { code, ...(detail && { detail }) },
  };
}

/** A fault of a step before it: met when tokens ended early and must be got anew. */
function ofTokens(step: 'identity' | 'token', kind: string, code: string, detail?: RegExp): Fault {
  return {
    name: `${step} ${kind}`,
    begin: async ({ platform }) => {
      await platform.commit({ kind, step });
      await platform.revokeTokens();
    },
    end: async (world) => {
      await world.platform.mend();
      // auth-token leaves a refused credential alone until somebody replaces it.
      world.touchCredentials(world.vendors.flatMap(pharmaciesOf));
    },
    told: { code, ...(detail && { detail }) },
  };
}

/** A service that is killed and comes back. */
function killed(name: string, disturbs: boolean): Fault {
  return {
    name: `${name} killed`,
    begin: ({ stack }) => stack.service(name).kill('SIGKILL'),
    end: ({ stack }) => stack.service(name).restart(),
    ...(disturbs && { disturbs: true }),
  };
}

const untrusted = (kind: string, detail: RegExp) => ofService(kind, 'mysecu-untrusted-answer', detail);

/** Faults of the catalogue (reliability notes, E), and some of the attacks (C). */
export const FAULTS: readonly Fault[] = [
  ofService('refuse-connection', 'mysecu-unavailable', /connection-refused/),
  ofService('reset', 'mysecu-unavailable', /connection-reset/),
  ofService('silence', 'mysecu-timeout', /read-timeout|budget-spent/),
  ofService('slow-body', 'mysecu-timeout', /read-timeout|budget-spent/, { delayMs: 400 }),
  ofService('never-ending-body', 'mysecu-timeout', /read-timeout|budget-spent/),
  ofService('half-body', 'mysecu-unavailable', /truncated/),
  ofService('oversized', 'mysecu-unavailable', /oversized/),
  ofService('html-page', 'mysecu-unavailable', /html-page/),
  ofService('http-500-fault', 'mysecu-fault', /fault/),
  ofService('http-503', 'mysecu-unavailable', /http-status/),
  ofService('empty-body', 'mysecu-unavailable', /empty-answer/),
  ofService('latency', 'mysecu-timeout', /budget-spent|read-timeout/, { delayMs: 1_900 }),
  ofService('tls-unknown-authority', 'mysecu-unavailable', /tls-untrusted-authority/),
  ofService('tls-wrong-host', 'mysecu-unavailable', /tls-wrong-host/),
  ofService('tls-expired', 'mysecu-unavailable', /tls-expired/),
  ofService('fault-unsigned', 'mysecu-fault', /fault/),
  ofService('other-person', 'mysecu-answer-mismatch'),
  ofService('empty-response', 'mysecu-answer-mismatch'),
  untrusted('unsigned', /unsigned/),
  untrusted('bad-signature', /signature-mismatch/),
  untrusted('wrong-signer', /wrong-signer/),
  untrusted('wrong-body', /digest-mismatch/),
  untrusted('wrapped', /./),
  untrusted('duplicate-id', /duplicate-id/),
  untrusted('comment-in-digest', /./),
  untrusted('doctype', /doctype/),
  untrusted('replay-old-answer', /replayed/),
  {
    name: 'unknown-state',
    begin: ({ platform }) => platform.commit({ kind: 'unknown-state', step: 'get' }),
    end: ({ platform }) => platform.mend(),
    saysUnknown: true,
  },
  {
    name: 'authentication-refused',
    begin: ({ platform }) => platform.commit({ kind: 'authentication-refused', step: 'get' }),
    end: async (world) => {
      await world.platform.mend();
      world.touchCredentials(world.vendors.flatMap(pharmaciesOf));
    },
    told: { code: 'authentication-refused', detail: /refused/ },
  },
  {
    name: 'one pharmacy blocked',
    begin: async ({ platform, vendors, random }) => {
      const [pharmacy = ''] = vendors.slice(0, 1).map((vendor) => random.pick(pharmaciesOf(vendor)));
      await platform.commit({ kind: 'blocked', step: 'get', match: { pharmacy } });
    },
    end: ({ platform }) => platform.mend(),
    told: { code: 'blocked-by-mysecu' },
  },
  {
    name: 'a token revoked early',
    begin: ({ platform, vendors, random }) =>
      platform.revokeTokens(vendors.slice(0, 1).map((vendor) => random.pick(pharmaciesOf(vendor)))[0] ?? ''),
    end: () => Promise.resolve(),
  },
  ofTokens('identity', 'http-503', 'identity-provider-unavailable', /http-status/),
  ofTokens('identity', 'silence', 'identity-provider-unavailable'),
  ofTokens('token', 'http-500-fault', 'token-service-unavailable', /fault/),
  ofTokens('token', 'refuse-connection', 'token-service-unavailable', /connection-refused/),
  ofTokens('token', 'authentication-refused', 'authentication-refused'),
  killed('verification', true),
  killed('auth-token', false),
  {
    name: 'a replica of verification sleeps for longer than its session',
    begin: ({ stack }) => stack.service('verification-2').kill('SIGSTOP'),
    end: async ({ stack }) => {
      await stack.service('verification-2').kill('SIGCONT');
      await stack.service('verification-2').ready();
    },
    lastsMs: 9_000,
    disturbs: true,
  },
  {
    name: 'the broker restarts',
    begin: async ({ stack }) => void (await stack.infrastructure.kafka?.killNode(1)),
    end: async ({ stack }) => void (await stack.infrastructure.kafka?.startNode(1)),
    lastsMs: 1_000,
    disturbs: true,
  },
  {
    name: 'MongoDB hangs',
    begin: async ({ stack }) => stack.infrastructure.mongodb?.signal('SIGSTOP'),
    end: async ({ stack }) => stack.infrastructure.mongodb?.signal('SIGCONT'),
  },
  {
    name: 'poison in the requests topic',
    begin: async ({ ledger, vendors, random }) => {
      const [vendor] = vendors;
      const pharmacies = vendor === undefined ? [] : pharmaciesOf(vendor);
      for (const value of ['{"poison"', '', '\u0000\u0001', 'x'.repeat(100_000), '[]', 'null']) {
        await ledger.send(vendor?.id ?? '', random.pick(pharmacies), value, { traceparent: 'nonsense', ce_id: '' });
      }
    },
    end: () => Promise.resolve(),
  },
  {
    name: 'mySecu flaps',
    begin: async ({ platform }) => {
      for (let flap = 0; flap < 3; flap += 1) {
        await platform.commit({ kind: 'http-503', step: 'get' });
        await after(1_500);
        await platform.mend();
        await after(1_500);
      }
    },
    end: ({ platform }) => platform.mend(),
    lastsMs: 0,
    told: { code: 'mysecu-unavailable' },
  },
];
