import type { AuditRecorded } from '@officine/contracts';
import { RecentTimes } from './recent-times.ts';

/** What looks like misuse (general terms V.b, R17b): a reason for a person to look, never a verdict. */
export interface Suspicion {
  readonly kind: 'rate' | 'enumeration' | 'night';
  readonly who: 'user' | 'pharmacy';
  readonly vendor: string;
  readonly pharmacy: string;
  readonly user?: NonNullable<AuditRecorded['user']>;
  /** Observed in the window. */
  readonly count: number;
  /** Of the event that tipped it. */
  readonly at: string;
}

const MINUTE_MS = 60_000;

/** More than `most` within `windowMs`. A busy pharmacy serves some 30 people an hour and counter. */
const LIMITS = {
  rate: { user: { most: 60, windowMs: 10 * MINUTE_MS }, pharmacy: { most: 300, windowMs: 10 * MINUTE_MS } },
  enumeration: { user: { most: 15, windowMs: 60 * MINUTE_MS }, pharmacy: { most: 40, windowMs: 60 * MINUTE_MS } },
  // Pharmacies on duty work at night: some checks are no reason to look.
  night: { user: { most: 20, windowMs: 480 * MINUTE_MS }, pharmacy: { most: 60, windowMs: 480 * MINUTE_MS } },
} as const;

const NIGHT = { from: 22, until: 6 };
const hourThere = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/Luxembourg' });

/** Tells misuse by user and pharmacy out of what is recorded: in event time, so that catching up looks like nothing new. */
export class MisuseDetector {
  readonly #times = new RecentTimes();

  /** What this event tips over its limit; each at most once a window. */
  take(event: AuditRecorded): Suspicion[] {
    const { vendor, pharmacy, user, at } = event;
    if (vendor === undefined || pharmacy === undefined) {
      return [];
    }
    const people = [
      ...(user === undefined ? [] : [{ who: 'user' as const, key: `${user.kid}:${user.hmac}`, user }]),
      { who: 'pharmacy' as const, key: `${vendor}/${pharmacy}` },
    ];
    return signsIn(event).flatMap((kind) =>
      people.flatMap(({ key, ...person }) => {
        const { most, windowMs } = LIMITS[kind][person.who];
        const count = this.#times.tipped(`${kind}/${person.who}/${key}`, Date.parse(at), windowMs, most);
        return count === undefined ? [] : [{ kind, ...person, vendor, pharmacy, count, at }];
      }),
    );
  }
}

function signsIn({ action, attempt = 1, outcome, at }: AuditRecorded): Suspicion['kind'][] {
  // Our own re-checks are nobody's misuse.
  if (attempt > 1) {
    return [];
  }
  if (action === 'check.asked') {
    const hour = Number(hourThere.format(new Date(at)));
    return hour >= NIGHT.from || hour < NIGHT.until ? ['rate', 'night'] : ['rate'];
  }
  const isGuess = (action === 'check.answered' && outcome === 'not-found') || outcome === 'invalid-matricule';
  return isGuess ? ['enumeration'] : [];
}
