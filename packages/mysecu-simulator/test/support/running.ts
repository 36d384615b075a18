import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/index.ts';
import { makeTestIdentities, type TestIdentities } from './identities.ts';
import { TestClient } from './test-client.ts';

/** A simulator with clients for a pharmacy, its neighbour and a stranger. */
export interface Running {
  readonly identities: TestIdentities;
  readonly simulator: Simulator;
  readonly client: TestClient;
  readonly neighbour: TestClient;
  readonly stranger: TestClient;
  /** The clock of the simulator; tests move it by hand. */
  readonly clock: { offsetMs: number };
  /** Calls the control port; the answer's JSON, or undefined when it has none. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Puts faults in force instead of all others. */
  commit(...rules: object[]): Promise<void>;
  close(): Promise<void>;
}

export async function runSimulator(options: Partial<SimulatorOptions> = {}): Promise<Running> {
  const identities = await makeTestIdentities();
  const clock = { offsetMs: 0 };
  const simulator = await startSimulator({ ...identities.options, now: () => new Date(Date.now() + clock.offsetMs), ...options });
  const clients = [identities.pharmacy, identities.neighbour, identities.stranger].map(
    (pharmacy) => new TestClient(simulator, pharmacy, identities.ca.cert),
  );
  const [client, neighbour, stranger] = clients as [TestClient, TestClient, TestClient];
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${simulator.controlUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer.status === 204 ? undefined : answer.json();
  };
  return {
    identities,
    simulator,
    client,
    neighbour,
    stranger,
    clock,
    control,
    async commit(...rules) {
      await control('DELETE', '/faults');
      if (rules.length > 0) await control('POST', '/faults', rules);
    },
    async close() {
      for (const each of clients) each.close();
      await simulator.close();
    },
  };
}
