import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '../infrastructure/progress.ts';
import type { ServiceHandle } from '../stack/service-process.ts';

const PAUSE_MS = 1_000;

/**
 * Starts services again that have ended, as a supervisor in production does; `changed` hears of each new process. Resolves when `stopped`
 * is aborted. Thrown when a service does not come up again: ProcessFailed.
 */
export async function keepUp(
  services: readonly ServiceHandle[],
  options: { readonly stopped: AbortSignal; readonly progress: Progress; readonly changed: () => void },
): Promise<void> {
  const { stopped, progress, changed } = options;
  const asked = new Promise<void>((resolve) => {
    stopped.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.all(
    services.map(async (service) => {
      while (!stopped.aborted) {
        await Promise.race([service.ended, asked]);
        await delay(PAUSE_MS, undefined, { signal: stopped }).catch(() => undefined);
        if (!stopped.aborted) {
          progress.note(`${service.name} has ended: ${service.logFile}`);
          await progress.step(`Start ${service.name} again`, () => service.restart());
          changed();
        }
      }
    }),
  );
}
