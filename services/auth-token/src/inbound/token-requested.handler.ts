import { decodeEvent, parseData, type TokenRequested, tokenRequested } from '@officine/contracts';
import type { InboundRecord } from '@officine/kafka';
import type { Logger } from '@officine/service-kit';
import { ATTR, METRIC, SPAN, withSpan } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';
import type { TokenKeeper } from '../application/token-keeper.ts';

/** Meets one request for a token. What cannot be read is our own services' bug: it is told and passed over, as its deadline is near. */
export class TokenRequestedHandler {
  readonly #keeper: TokenKeeper;
  readonly #logger: Logger;
  readonly #requests = metrics
    .getMeter('officine')
    .createCounter(METRIC.tokenRequests, { description: 'Token requests by outcome' });

  constructor(keeper: TokenKeeper, logger: Logger) {
    this.#keeper = keeper;
    this.#logger = logger;
  }

  async handle(record: InboundRecord): Promise<void> {
    const need = this.#read(record);
    if (need === undefined) {
      return;
    }
    const traceparent = record.headers['traceparent'];
    const options = {
      kind: 'consumer',
      attributes: { [ATTR.pharmacy]: need.pharmacy },
      parentTraceparent: traceparent ?? null,
    } as const;
    await withSpan(SPAN.tokenRequest, options, async (span) => {
      const { pharmacy, refusedTokenId, deadline } = need;
      const outcome = await this.#keeper.meet({
        pharmacy,
        deadline: new Date(deadline),
        ...(refusedTokenId !== undefined && { refusedTokenId }),
        ...(traceparent !== undefined && { traceparent }),
      });
      span.setAttribute(ATTR.outcome, outcome);
      this.#requests.add(1, { [ATTR.outcome]: outcome });
      this.#logger.debug({ pharmacy, outcome }, 'token request met');
    });
  }

  #read(record: InboundRecord): TokenRequested | undefined {
    const decoded = decodeEvent(record);
    const parsed = decoded.readable ? parseData(tokenRequested, decoded.event.data) : undefined;
    if (parsed?.fits !== true || parsed.data.pharmacy !== record.key) {
      this.#logger.error({ partition: record.partition, offset: record.offset }, 'token request cannot be read');
      return undefined;
    }
    return parsed.data;
  }
}
