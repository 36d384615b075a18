import type { Stack } from '@officine/devstack';

/** One `get` in so many has its signature checked: the simulator shall not take the CPU that is to be measured. */
const VERIFY_ONE_IN = 20;

/** Sets the latency of the simulator's business service, milliseconds. Thrown when there is no simulator, or it refuses: Error. */
export async function setLatency(stack: Stack, latencyMs: number): Promise<void> {
  const { controlUrl } = stack.simulator;
  if (controlUrl === null) throw new Error('this bench needs the simulator: unset MYSECU_SERVICE_URL');
  const body = JSON.stringify({ latencyMs: { get: latencyMs }, verifyOneIn: VERIFY_ONE_IN });
  const response = await fetch(`${controlUrl}/settings`, { method: 'PUT', body });
  if (!response.ok) throw new Error(`the simulator refused a setting: ${response.status}`);
}
