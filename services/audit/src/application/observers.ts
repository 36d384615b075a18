import type { RecordObserver } from './ports.ts';

/** Several observers as one. */
export function observers(...all: readonly RecordObserver[]): RecordObserver {
  return {
    recorded(appended, events) {
      for (const observer of all) {
        observer.recorded(appended, events);
      }
    },
  };
}
