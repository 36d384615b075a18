import { describe, expect, it } from 'vitest';
import type { ComponentState } from './board.ts';
import { type Incident, incidentAfter } from './incident.ts';

const event = (component: ComponentState['component'], state: ComponentState['state'], sinceMs: number): ComponentState => ({
  component,
  state,
  sinceMs,
  evidence: { probes: 1, calls: 0 },
});

function incidentsOf(...events: readonly ComponentState[]): {
  changes: string[];
  open: Incident | undefined;
  last: Incident | undefined;
} {
  let open: Incident | undefined;
  let last: Incident | undefined;
  const changes = events.map((each) => {
    const change = incidentAfter(open, each, last);
    if (change.kind !== 'none') {
      last = change.incident;
      open = change.kind === 'closed' ? undefined : change.incident;
    }
    return change.kind;
  });
  return { changes, open, last };
}

describe('an incident', () => {
  it('is opened when a component goes down, and closed when it is up again', () => {
    const { changes, last } = incidentsOf(
      event('service', 'up', 1),
      event('service', 'down', 1_000),
      event('service', 'up', 9_000),
    );

    expect(changes).toEqual(['none', 'opened', 'closed']);
    expect(last).toMatchObject({ id: '1970-01-01T00-00-01-000Z-service', openedAtMs: 1_000, closedAtMs: 9_000 });
    expect(last?.timeline).toHaveLength(2);
  });

  it('takes in what goes down while it lasts, and ends with the last of them', () => {
    const { changes, last } = incidentsOf(
      event('service', 'down', 1_000),
      event('network', 'down', 2_000),
      event('service', 'up', 3_000),
      event('network', 'up', 4_000),
    );

    expect(changes).toEqual(['opened', 'updated', 'updated', 'closed']);
    expect(last?.components).toEqual(['service', 'network']);
  });

  it('is not ended by our blindness', () => {
    const { open } = incidentsOf(event('service', 'down', 1_000), event('service', 'unknown', 2_000));

    expect(open?.closedAtMs).toBeNull();
  });

  it('is not ended by a maintenance that begins meanwhile, but by the component being seen up after it', () => {
    const { changes, last } = incidentsOf(
      event('service', 'down', 1_000),
      event('service', 'maintenance', 2_000),
      event('service', 'up', 9_000),
    );

    expect(changes).toEqual(['opened', 'updated', 'closed']);
    expect(last?.closedAtMs).toBe(9_000);
  });

  it('is opened anew when its component goes down again within ten minutes, and a new one is opened after that', () => {
    const { changes, last } = incidentsOf(
      event('service', 'down', 0),
      event('service', 'up', 60_000),
      event('service', 'down', 120_000),
      event('service', 'up', 180_000),
      event('service', 'down', 781_000),
    );

    expect(changes).toEqual(['opened', 'closed', 'reopened', 'closed', 'opened']);
    expect(last).toMatchObject({ openedAtMs: 781_000, closedAtMs: null });
  });

  it('of one component is not opened anew by another', () => {
    const { changes } = incidentsOf(
      event('service', 'down', 0),
      event('service', 'up', 60_000),
      event('identity-provider', 'down', 70_000),
    );

    expect(changes).toEqual(['opened', 'closed', 'opened']);
  });

  it('does not change when an event is read again', () => {
    const down = event('service', 'down', 1_000);

    expect(incidentsOf(down, down).changes).toEqual(['opened', 'none']);
  });

  it('is not opened by what is merely degraded, nor by the whole, which follows its parts', () => {
    expect(incidentsOf(event('service', 'degraded', 1), event('overall', 'down', 2)).changes).toEqual(['none', 'none']);
  });
});
