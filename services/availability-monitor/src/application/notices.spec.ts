import { describe, expect, it } from 'vitest';
import type { ComponentState } from '../domain/board.ts';
import type { Incident } from '../domain/incident.ts';
import { readPlan } from '../plan.ts';
import { PlanNotices } from './plan-notices.ts';
import type { Channel, ChannelName, Notice, OutgoingNotice } from './ports.ts';
import { ProjectHistory } from './project-history.ts';
import { SendNotices } from './send-notices.ts';

const NOON = Date.parse('2026-11-24T12:00:00+01:00');
const MINUTE = 60_000;

/** Incidents, outbox and channels in memory; time is turned by hand. */
class Scene {
  nowMs = NOON;
  owner = true;
  /** Channels that refuse at the moment. */
  readonly refusing = new Set<ChannelName>();
  readonly sent: { channel: ChannelName; atMs: number; message: OutgoingNotice }[] = [];
  readonly settled: Record<string, string> = {};
  readonly #incidents = new Map<string, Incident>();
  readonly #notices = new Map<string, Notice>();
  readonly #project: ProjectHistory;
  readonly #send: SendNotices;

  constructor(plan = '', channels: readonly ChannelName[] = ['webhook', 'mail', 'help-desk']) {
    const incidents = {
      open: async () => [...this.#incidents.values()].find(({ closedAtMs }) => closedAtMs === null),
      find: async (id: string) => this.#incidents.get(id),
      latest: async (limit: number) => [...this.#incidents.values()].toReversed().slice(0, limit),
      save: async (incident: Incident) => void this.#incidents.set(incident.id, incident),
      addNote: async () => undefined,
    };
    const outbox = {
      add: async (notice: Notice) => {
        if (!this.#notices.has(notice.id) && !(notice.id in this.settled)) this.#notices.set(notice.id, notice);
      },
      due: async (nowMs: number) => [...this.#notices.values()].filter(({ dueAtMs }) => dueAtMs <= nowMs),
      settle: async (id: string, outcome: string) => {
        this.#notices.delete(id);
        this.settled[id] = outcome;
      },
      retryAt: async (id: string, dueAtMs: number, attempts: number) => {
        const notice = this.#notices.get(id);
        if (notice !== undefined) this.#notices.set(id, { ...notice, dueAtMs, attempts });
      },
    };
    const planned = new PlanNotices(outbox, channels, readPlan(plan, 'certification'), () => this.nowMs);
    this.#project = new ProjectHistory({ record: async () => undefined } as never, incidents, (change) => planned.of(change));
    this.#send = new SendNotices({
      outbox,
      incidents,
      history: { failures: async () => [] },
      channels: channels.map((name): Channel => ({ name, send: (message) => this.#take(name, message) })),
      environment: 'certification',
      isOwner: () => this.owner,
      logger: { info: () => undefined, warn: () => undefined, debug: () => undefined } as never,
      now: () => this.nowMs,
    });
  }

  /** Time passes, and what became due on the way is sent. */
  async pass(ms: number): Promise<this> {
    const untilMs = this.nowMs + ms;
    for (; this.nowMs < untilMs; this.nowMs = Math.min(untilMs, this.nowMs + 2_000)) await this.#send.sendDue();
    await this.#send.sendDue();
    return this;
  }

  async sees(state: ComponentState['state'], component: ComponentState['component'] = 'service'): Promise<this> {
    await this.#project.take({ component, state, sinceMs: this.nowMs, evidence: { probes: 5, calls: 0 } });
    return this;
  }

  async test(name: ChannelName): Promise<void> {
    await this.#send.test(name);
  }

  heardBy(channel: ChannelName): string[] {
    return this.sent.filter((one) => one.channel === channel).map(({ message }) => message.kind);
  }

  async #take(channel: ChannelName, message: OutgoingNotice): Promise<void> {
    if (this.refusing.has(channel)) throw new Error('refused');
    this.sent.push({ channel, atMs: this.nowMs, message });
  }
}

describe('notices', () => {
  it('tell of an outage at once, and of its end once it has lasted', async () => {
    const scene = new Scene();
    await (await scene.sees('down')).pass(10 * MINUTE);
    const backAtMs = scene.nowMs;
    await (await scene.sees('up')).pass(10 * MINUTE);

    expect(scene.heardBy('mail')).toEqual(['incident.opened', 'incident.closed']);
    expect(scene.sent.filter(({ channel }) => channel === 'mail').map(({ atMs }) => atMs)).toEqual([NOON, backAtMs + 2 * MINUTE]);
  });

  it('are two, not twenty, while mySecu goes down and up every other minute', async () => {
    const scene = new Scene();
    for (let round = 0; round < 10; round += 1) {
      await (await scene.sees('down')).pass(MINUTE);
      await (await scene.sees('up')).pass(MINUTE);
    }
    await scene.pass(5 * MINUTE);

    expect(scene.heardBy('webhook')).toEqual(['incident.opened', 'incident.closed']);
  });

  it('tell that it is down again to whoever was told that it was over', async () => {
    const scene = new Scene();
    await (await scene.sees('down')).pass(MINUTE);
    await (await scene.sees('up')).pass(5 * MINUTE);
    await (await scene.sees('down')).pass(MINUTE);
    await (await scene.sees('up')).pass(5 * MINUTE);

    expect(scene.heardBy('mail')).toEqual(['incident.opened', 'incident.closed', 'incident.reopened', 'incident.closed']);
  });

  it('tell of another component that goes down, and not of each change', async () => {
    const scene = new Scene();
    await scene.sees('down');
    await scene.pass(MINUTE);
    await scene.sees('down', 'network');
    await scene.pass(MINUTE);
    await scene.sees('unknown', 'network');
    await scene.pass(MINUTE);

    expect(scene.heardBy('webhook')).toEqual(['incident.opened', 'incident.updated']);
  });

  it('wait for the end of the quiet hours, and are not sent at all when it is over by then: its end says both', async () => {
    const night = new Scene('quietHours: { from: "22:00", to: "06:30" }');
    night.nowMs = Date.parse('2026-11-25T02:00:00+01:00');
    await (await night.sees('down')).pass(30 * MINUTE);
    await (await night.sees('up')).pass(5 * 60 * MINUTE);

    expect(night.heardBy('mail')).toEqual(['incident.closed']);
    expect(new Date(night.sent.find(({ channel }) => channel === 'mail')?.atMs ?? 0).toISOString()).toBe(
      '2026-11-25T05:30:00.000Z',
    );
    expect(night.sent.find(({ channel }) => channel === 'mail')?.message.text).toMatch(/Since: .*\nUntil: .*\(30 min\)/);
  });

  it('heed the quiet hours of each channel: a machine may be told at any hour', async () => {
    const night = new Scene('quietHours: { from: "22:00", to: "06:30" }\nwebhook: { quietHours: none }');
    night.nowMs = Date.parse('2026-11-25T02:00:00+01:00');
    await (await night.sees('down')).pass(10 * MINUTE);

    expect(night.heardBy('webhook')).toEqual(['incident.opened']);
    expect(night.heardBy('mail')).toEqual([]);
  });

  it('are sent again with growing pauses until they are taken, once', async () => {
    const scene = new Scene();
    scene.refusing.add('webhook');
    await (await scene.sees('down')).pass(MINUTE);
    scene.refusing.clear();
    await scene.pass(10 * MINUTE);

    expect(scene.heardBy('webhook')).toEqual(['incident.opened']);
    expect(scene.heardBy('mail')).toEqual(['incident.opened']);
  });

  it('are sent by the owner of the lease alone', async () => {
    const scene = new Scene();
    scene.owner = false;
    await (await scene.sees('down')).pass(MINUTE);

    expect(scene.sent).toEqual([]);
  });

  it('reach the help desk where enabled, without delay by quiet hours, when the outage has lasted (R13)', async () => {
    const scene = new Scene('quietHours: { from: "00:00", to: "23:59" }\nhelpDesk: { send: true }');
    await (await scene.sees('down')).pass(4 * MINUTE);
    expect(scene.heardBy('help-desk')).toEqual([]);
    await scene.pass(2 * MINUTE);

    expect(scene.heardBy('help-desk')).toEqual(['help-desk']);
  });

  it('do not reach the help desk for what was over within minutes, nor where nobody enabled it', async () => {
    const blip = new Scene('helpDesk: { send: true }');
    await (await blip.sees('down')).pass(2 * MINUTE);
    await (await blip.sees('up')).pass(10 * MINUTE);
    const silent = new Scene();
    await (await silent.sees('down')).pass(20 * MINUTE);

    expect([...blip.heardBy('help-desk'), ...silent.heardBy('help-desk')]).toEqual([]);
  });

  it('can be tested channel by channel; who is not configured says so', async () => {
    const scene = new Scene('', ['mail']);
    await scene.test('mail');

    expect(scene.sent[0]?.message).toMatchObject({ kind: 'test', subject: '[certification] Test of a notice channel' });
    await expect(scene.test('webhook')).rejects.toThrow('channel webhook is not configured');
  });
});
