import { encodeEvent, OfficineError, topics, type VendorNoticed, vendorNoticed, vendorTopicName } from '@officine/contracts';
import type { Logger } from '@officine/service-kit';
import type { MysecuAnswer } from '../application/mysecu-answer.ts';
import type { Clock, MySecuGateway } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

type Question = Parameters<MySecuGateway['ask']>[0];

/** A block is told once in so long, by whichever replica meets it. */
const TELL_AGAIN_MS = 3_600_000;

/**
 * Tells a pharmacy's vendor that mySecu itself blocks it (framework contract, 6.2): the checks say so as they fail, but somebody has to
 * call the help desk. Never holds up nor fails a check.
 */
export class BlockNotices implements MySecuGateway {
  readonly #gateway: MySecuGateway;
  readonly #publisher: Publishing;
  readonly #clock: Clock;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #toldAtMs = new Map<string, number>();

  constructor(gateway: MySecuGateway, publisher: Publishing, clock: Clock, logger: Pick<Logger, 'warn'>) {
    this.#gateway = gateway;
    this.#publisher = publisher;
    this.#clock = clock;
    this.#logger = logger;
  }

  async ask(question: Question): Promise<MysecuAnswer> {
    try {
      return await this.#gateway.ask(question);
    } catch (error) {
      if (error instanceof OfficineError && error.code === 'blocked-by-mysecu') {
        this.#tell(question.pharmacy, error.details.correlationId);
      }
      throw error;
    }
  }

  #tell({ id, vendor }: Question['pharmacy'], correlationId: string | undefined): void {
    const nowMs = this.#clock.wallMs();
    if (nowMs - (this.#toldAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) {
      return;
    }
    this.#toldAtMs.set(id, nowMs);
    this.#logger.warn({ pharmacy: id, correlationId }, 'mySecu itself blocks a pharmacy');
    const data: VendorNoticed = {
      about: 'suspension',
      state: 'begun',
      pharmacy: id,
      at: isoOf(nowMs),
      reason: 'blocked-by-mysecu',
      text: blockText(id, correlationId),
    };
    // All replicas that meet the block within an hour tell the same notice.
    const notice = `blocked-by-mysecu/${id}/${Math.floor(nowMs / TELL_AGAIN_MS)}`;
    const event = encodeEvent(vendorNoticed, { id: notice, source: SOURCE, time: data.at, data });
    this.#publisher
      .publish({ topic: vendorTopicName(topics.notices, vendor), key: null, ...event })
      .catch((error: unknown) => this.#logger.warn({ pharmacy: id, error }, 'a block could not be told'));
  }
}

function blockText(pharmacy: string, correlationId: string | undefined): VendorNoticed['text'] {
  const id = correlationId === undefined ? '' : ` (${correlationId})`;
  return {
    fr: `mySecu bloque l'accès de la pharmacie ${pharmacy}${id}. Ce n'est pas une suspension d'Officine : adressez-vous à l'Agence eSanté.`,
    de: `mySecu sperrt den Zugang der Apotheke ${pharmacy}${id}. Das ist keine Sperre von Officine: Wenden Sie sich an die Agence eSanté.`,
    en: `mySecu blocks the access of pharmacy ${pharmacy}${id}. This is no suspension by Officine: turn to the Agence eSanté.`,
  };
}
