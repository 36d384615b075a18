import {
  type CheckRequested,
  type ControlVendor,
  decodeEvent,
  encodeEvent,
  parseData,
  topics,
  type Verdict,
  type VerdictKept,
  verdictKept,
} from '@officine/contracts';
import { type connectKafka, type InboundRecord, View } from '@officine/kafka';
import type { Logger, Pseudonymiser, TokenCipher } from '@officine/service-kit';
import type { AskedCheck } from '../application/asked-check.ts';
import { newEventId } from '../application/event-id.ts';
import type { LastKnown } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import { luxembourgDate } from '../domain/civil-date.ts';
import type { Publishing } from './publishing.ts';

const HOUR_MS = 3_600_000;

/** What keeping last verdicts is made of. */
export interface LastKnownViewParts {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly publisher: Publishing;
  readonly cipher: TokenCipher;
  readonly pseudonyms: Pick<Pseudonymiser, 'question'>;
  readonly logger: Logger;
  readonly vendor: (id: string) => ControlVendor | undefined;
  readonly nowMs: () => number;
}

/**
 * The last verdicts of vendors whose control record holds the controller's written consent (R15). While nobody has one, nothing is
 * written and nothing is read. Keys are HMACs, values are sealed and opened one at a time, when one is to be shown.
 */
export class LastKnownView implements LastKnown {
  readonly #parts: LastKnownViewParts;
  #view: View<VerdictKept> | undefined;

  constructor(parts: LastKnownViewParts) {
    this.#parts = parts;
  }

  /** A vendor's consent was given, changed or withdrawn. */
  consented({ id, lastKnown }: Pick<ControlVendor, 'id' | 'lastKnown'>): void {
    if (lastKnown) {
      this.#view ??= this.#open();
    } else {
      this.#forget(id);
    }
  }

  async stop(): Promise<void> {
    await this.#view?.stop();
  }

  async of(asked: AskedCheck): Promise<{ verdict: Verdict; at: string } | undefined> {
    const maxAgeMs = this.#maxAgeMs(asked);
    const kept = maxAgeMs === undefined ? undefined : this.#view?.get(this.#keyOf(asked));
    if (maxAgeMs === undefined || kept === undefined || this.#parts.nowMs() - Date.parse(kept.at) > maxAgeMs) {
      return undefined;
    }
    return { verdict: (await this.#parts.cipher.open(kept.sealed)) as Verdict, at: kept.at };
  }

  keep(asked: AskedCheck, verdict: Verdict, atMs: number): void {
    if (this.#maxAgeMs(asked) !== undefined && verdict.state !== 'unknown') {
      this.#write(asked, verdict, atMs).catch((error: unknown) =>
        this.#parts.logger.warn({ error }, 'a last verdict was not kept'),
      );
    }
  }

  async #write(asked: AskedCheck, verdict: Verdict, atMs: number): Promise<void> {
    const { publisher, cipher } = this.#parts;
    const data = { check: asked.request.check, at: isoOf(atMs), sealed: await cipher.seal(verdict) };
    const event = encodeEvent(verdictKept, { id: newEventId(), source: SOURCE, time: data.at, data });
    await publisher.publish({ topic: topics.lastKnown.name, key: this.#keyOf(asked), ...event });
  }

  #maxAgeMs({ vendor, request }: AskedCheck): number | undefined {
    const hours = this.#parts.vendor(vendor)?.lastKnown?.maxAgeHours[request.check];
    return hours === undefined ? undefined : hours * HOUR_MS;
  }

  /** One question of one pharmacy: what another pharmacy was told is nobody else's. */
  #keyOf({ vendor, request }: AskedCheck): string {
    const { pharmacy } = request;
    const question = questionOf(request, luxembourgDate(this.#parts.nowMs()));
    return `${vendor}/${this.#parts.pseudonyms.question(vendor, pharmacy, ...question).hmac}`;
  }

  #open(): View<VerdictKept> {
    const { kafka, logger, vendor } = this.#parts;
    const view = new View<VerdictKept>({
      kafka,
      logger,
      topic: topics.lastKnown.name,
      name: 'verification.last-known',
      decode: readKept,
      onChange: (key, kept) => {
        if (kept !== undefined && !vendor(key.split('/')[0] ?? '')?.lastKnown) {
          this.#erase(key);
        }
      },
    });
    view.start();
    return view;
  }

  /** Withdrawn: what was kept goes, whichever replica says so first. */
  #forget(vendor: string): void {
    for (const [key] of this.#view?.entries() ?? []) {
      if (key.startsWith(`${vendor}/`)) {
        this.#erase(key);
      }
    }
  }

  #erase(key: string): void {
    this.#parts.publisher
      .publish({ topic: topics.lastKnown.name, key, value: null })
      .catch((error: unknown) => this.#parts.logger.warn({ error }, 'a last verdict was not erased, its retention will do it'));
  }
}

/** What makes two questions the same: a day that was not named, or is today, is "now". */
function questionOf(request: CheckRequested, today: string): readonly string[] {
  const day = (on: string | undefined) => (on === undefined || on === today ? 'now' : on);
  switch (request.check) {
    case 'affiliation':
      return [request.check, request.affiliation.matricule, day(request.affiliation.on)];
    case 'accident': {
      const { matricule, accidentNumber, accidentDate = '' } = request.accident;
      return [request.check, matricule, accidentNumber, accidentDate];
    }
    case 'prescriber':
      return [request.check, request.prescriber.prescriberCode, day(request.prescriber.on)];
  }
}

function readKept(record: InboundRecord): VerdictKept {
  const decoded = decodeEvent(record);
  const parsed = decoded.readable ? parseData<VerdictKept>(verdictKept, decoded.event.data) : undefined;
  if (parsed?.fits !== true) {
    throw new Error('the record is no kept verdict');
  }
  return parsed.data;
}
