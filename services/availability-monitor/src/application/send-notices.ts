import type { Environment } from '@officine/contracts';
import type { Component, Logger } from '@officine/service-kit';
import type { Channel, ChannelName, History, Incidents, Notice, Outbox, OutgoingNotice } from './ports.ts';
import { writeNotice, writeReport } from './write-notice.ts';

const LOOK_EVERY_MS = 2_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const ATTEMPTS = 12;
const REPORTED_FAILURES = 20;

/** What sending takes. */
export interface SendNoticesParts {
  readonly outbox: Outbox;
  readonly incidents: Incidents;
  readonly history: Pick<History, 'failures'>;
  readonly channels: readonly Channel[];
  readonly environment: Environment;
  readonly isOwner: () => boolean;
  readonly logger: Pick<Logger, 'warn' | 'info' | 'debug'>;
  readonly now: () => number;
}

/** Sends what is due, one after the other, and again with growing pauses until it is taken. Only the owner of the lease sends. */
export class SendNotices implements Component {
  readonly #parts: SendNoticesParts;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;

  constructor(parts: SendNoticesParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sending ??= this.sendDue()
        .catch((error: unknown) => this.#parts.logger.debug({ error }, 'notices wait'))
        .finally(() => {
          this.#sending = undefined;
        });
    }, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
  }

  /** Sends what is due now. Rejects while MongoDB is away. */
  async sendDue(): Promise<void> {
    const { outbox, isOwner, now } = this.#parts;
    for (const notice of isOwner() ? await outbox.due(now()) : []) {
      await this.#send(notice);
    }
  }

  /** The channels that are configured. */
  get channels(): readonly ChannelName[] {
    return this.#parts.channels.map(({ name }) => name);
  }

  /** Sends a test through one channel. Rejects with the channel's own failure, or when there is no such channel. */
  async test(name: ChannelName): Promise<void> {
    const { environment, now } = this.#parts;
    const text = `This is a test of Officine's notices in the ${environment} environment. Nothing has happened.`;
    const at = new Date(now()).toISOString();
    await this.#channel(name).send({
      id: `test/${at}/${name}`,
      kind: 'test',
      subject: `[${environment}] Test of a notice channel`,
      text,
      data: { environment, at },
    });
  }

  async #send(notice: Notice): Promise<void> {
    const { outbox, logger, now } = this.#parts;
    const message = await this.#written(notice);
    if (message === undefined) {
      await outbox.settle(notice.id, 'not-needed');
      return;
    }
    try {
      await this.#channel(notice.channel).send(message);
      await outbox.settle(notice.id, 'sent');
      logger.info({ notice: notice.id }, 'a notice was sent');
    } catch (error) {
      const attempts = notice.attempts + 1;
      logger.warn({ notice: notice.id, attempts, error }, 'a notice could not be sent');
      if (attempts >= ATTEMPTS) {
        await outbox.settle(notice.id, 'given-up');
      } else {
        await outbox.retryAt(notice.id, now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1)), attempts);
      }
    }
  }

  /**
   * Undefined when there is nothing to say any more: what was over before the quiet hours ended or the help desk was due (its end
   * is a notice of its own), or what is not over after all.
   */
  async #written({ id, kind, incidentId }: Notice): Promise<OutgoingNotice | undefined> {
    const { incidents, history, environment, now } = this.#parts;
    const incident = await incidents.find(incidentId);
    if (incident === undefined) {
      return undefined;
    }
    const isOver = incident.closedAtMs !== null;
    if (isOver !== (kind === 'incident.closed')) {
      return undefined;
    }
    if (kind === 'help-desk') {
      const failures = await history.failures(incident.openedAtMs, now(), REPORTED_FAILURES);
      return writeReport(incident, failures, environment);
    }
    return writeNotice(id, kind, incident, environment);
  }

  #channel(name: ChannelName): Channel {
    const channel = this.#parts.channels.find((one) => one.name === name);
    if (channel === undefined) {
      throw new Error(`channel ${name} is not configured`);
    }
    return channel;
  }
}
