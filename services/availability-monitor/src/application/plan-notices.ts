import type { Incident } from '../domain/incident.ts';
import { sendableAt } from '../domain/quiet-hours.ts';
import type { Plan } from '../plan.ts';
import type { ChannelName, Notice, NoticeKind, Outbox } from './ports.ts';

/** A change of an incident; `joined`: another component went down. */
export interface NoticeChange {
  readonly kind: 'opened' | 'updated' | 'closed';
  readonly incident: Incident;
  readonly joined: boolean;
}

/** Decides who is told what, and when. Nobody is told of an update that adds no component: an outage is two messages, not twenty. */
export class PlanNotices {
  readonly #outbox: Outbox;
  readonly #channels: readonly ChannelName[];
  readonly #plan: Pick<Plan, 'quietHours' | 'helpDesk'>;
  readonly #now: () => number;

  constructor(outbox: Outbox, channels: readonly ChannelName[], plan: Pick<Plan, 'quietHours' | 'helpDesk'>, now: () => number) {
    this.#outbox = outbox;
    this.#channels = channels;
    this.#plan = plan;
    this.#now = now;
  }

  async of({ kind, incident, joined }: NoticeChange): Promise<void> {
    if (kind === 'updated' && !joined) {
      return;
    }
    const nowMs = this.#now();
    const label = kind === 'updated' ? `updated-${incident.components.length}` : kind;
    for (const channel of this.#channels) {
      if (channel !== 'help-desk') {
        await this.#outbox.add(
          noticeOf(`incident.${kind}`, label, channel, incident, nowMs, sendableAt(nowMs, this.#plan.quietHours)),
        );
      }
    }
    // Emergencies are reported without delay (framework contract, 3.7): no quiet hours, only time enough for a blip to pass.
    if (kind === 'opened' && this.#plan.helpDesk.send && this.#channels.includes('help-desk')) {
      const dueAtMs = incident.openedAtMs + this.#plan.helpDesk.afterMs;
      await this.#outbox.add(noticeOf('help-desk', 'help-desk', 'help-desk', incident, nowMs, dueAtMs));
    }
  }
}

function noticeOf(
  kind: NoticeKind,
  label: string,
  channel: ChannelName,
  { id: incidentId }: Incident,
  createdAtMs: number,
  dueAtMs: number,
): Notice {
  return { id: `${incidentId}/${label}/${channel}`, kind, channel, incidentId, createdAtMs, dueAtMs, attempts: 0 };
}
