import type { Incident, IncidentChange } from '../domain/incident.ts';
import { sendableAt } from '../domain/quiet-hours.ts';
import type { Plan } from '../plan.ts';
import type { ChannelName, Notice, NoticeKind, Outbox } from './ports.ts';

/** A change of an incident; `joined`: another component went down; `closedAtMs`: when it had been taken for over. */
export type NoticeChange = Exclude<IncidentChange, { kind: 'none' }> & { readonly joined: boolean };

/** What of the plan decides about notices. */
export type NoticePlan = Pick<Plan, 'quietHours' | 'calmMs' | 'helpDesk' | 'mail' | 'webhook'>;

/** Decides who is told what, and when. Nobody is told of an update that adds no component: an outage is two messages, not twenty. */
export class PlanNotices {
  readonly #outbox: Outbox;
  readonly #channels: readonly ChannelName[];
  readonly #plan: NoticePlan;
  readonly #now: () => number;

  constructor(outbox: Outbox, channels: readonly ChannelName[], plan: NoticePlan, now: () => number) {
    this.#outbox = outbox;
    this.#channels = channels;
    this.#plan = plan;
    this.#now = now;
  }

  async of(change: NoticeChange): Promise<void> {
    const { kind, incident } = change;
    const nowMs = this.#now();
    const label = this.#label(change, nowMs);
    if (label === undefined) {
      return;
    }
    // Who flaps is not told to be well: its end is news only once it has lasted.
    const dueAtMs = kind === 'closed' ? Math.max(nowMs, (incident.closedAtMs ?? nowMs) + this.#plan.calmMs) : nowMs;
    for (const channel of this.#channels) {
      if (channel !== 'help-desk') {
        await this.#outbox.add(
          noticeOf(`incident.${kind}`, label, channel, incident, nowMs, sendableAt(dueAtMs, this.#quietHours(channel))),
        );
      }
    }
    // Emergencies are reported without delay (framework contract, 3.7): no quiet hours, only time enough for a blip to pass.
    if (kind === 'opened' && this.#plan.helpDesk.send && this.#channels.includes('help-desk')) {
      const dueAtMs = incident.openedAtMs + this.#plan.helpDesk.afterMs;
      await this.#outbox.add(noticeOf('help-desk', 'help-desk', 'help-desk', incident, nowMs, dueAtMs));
    }
  }

  /** What makes a notice the same as an earlier one; undefined when nobody is told. */
  #label(change: NoticeChange, nowMs: number): string | undefined {
    const { kind, incident, joined } = change;
    if (kind === 'updated') {
      return joined ? `updated-${incident.components.length}` : undefined;
    }
    if (kind === 'reopened') {
      // Before the calm was over nobody had heard that it was over.
      return nowMs - change.closedAtMs < this.#plan.calmMs ? undefined : `reopened-${timesDown(incident)}`;
    }
    return kind === 'closed' ? `closed-${timesDown(incident)}` : kind;
  }

  #quietHours(channel: 'mail' | 'webhook'): Plan['quietHours'] {
    const own = this.#plan[channel]?.quietHours;
    return own === 'none' ? undefined : (own ?? this.#plan.quietHours);
  }
}

function timesDown({ timeline }: Incident): number {
  return timeline.filter(({ state }) => state === 'down').length;
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
