import { type ContentRecord, contentOf, emptyHead, headOf, link, type ReceivedEvent, type TrailSource } from '@officine/audit';

export const CHAIN = 'bench/officine.audit.events.v1/0/1';
const BATCH = 1_000;

/** An audit event as verification writes it: about 700 bytes; a user asks some 40 times, a person is asked about four times. */
export function anEvent(offset: number): ReceivedEvent {
  return {
    id: `0199f2c0-7a00-7000-8000-${offset.toString(16).padStart(12, '0')}`,
    source: '/officine/verification',
    offset,
    data: {
      action: 'check.answered',
      at: new Date(Date.UTC(2026, 10, 1) + offset * 50).toISOString(),
      environment: 'certification',
      service: 'verification',
      vendor: 'acme',
      pharmacy: `ph-${String(offset % 100).padStart(4, '0')}`,
      user: { kid: '2026-1', hmac: `${String(Math.floor(offset / 40)).padStart(43, 'u')}` },
      subject: { kid: '2026-1', hmac: `${String(Math.floor(offset / 4)).padStart(43, 's')}` },
      check: 'affiliation',
      requestId: `0199f2c0-7a00-7000-9000-${offset.toString(16).padStart(12, '0')}`,
      requestHash: 'J2z8cV1mF3o9Qe1r0X7m1cH5v4b8nYt6K0a2s3d4f5g',
      resultId: `0199f2c0-7a00-7000-a000-${offset.toString(16).padStart(12, '0')}`,
      attempt: 1,
      outcome: 'affiliated',
      correlationId: `Id-${offset.toString(16).padStart(24, '0')}`,
      traceId: offset.toString(16).padStart(32, '0'),
    },
  };
}

/** The content that an event becomes, its people behind references of the usual length. */
export function aContent(offset: number): ContentRecord {
  const { id, source, data } = anEvent(offset);
  const { user, subject, ...rest } = data;
  return contentOf({
    id,
    source,
    chain: CHAIN,
    offset,
    data: { ...rest, user: user?.hmac ?? '', subject: subject?.hmac ?? '' },
  });
}

/** A trail that is made while it is read: whoever verifies it holds all the memory that is held. */
export function aGeneratedTrail(count: number): TrailSource {
  return {
    chains: async () => [CHAIN],
    async *entries() {
      let head = emptyHead(CHAIN);
      for (const contents of batches(count)) {
        const entries = link(head, contents);
        const last = entries.at(-1);
        head = last === undefined ? head : headOf(last);
        yield entries;
      }
    },
    async *contents() {
      yield* batches(count);
    },
    content: async () => undefined,
    async *checkpoints() {
      yield* [];
    },
    async *purges() {
      yield* [];
    },
  };
}

function* batches(count: number): Generator<ContentRecord[]> {
  for (let from = 0; from < count; from += BATCH) {
    yield Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => aContent(from + index));
  }
}
