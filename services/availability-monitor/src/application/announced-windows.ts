import type { Component } from '@officine/contracts';
import type { MaintenanceWindow } from '../domain/board.ts';
import type { Announced } from './ports.ts';

/**
 * Announced interruptions, with the moment at which each became known: maintenance is what was announced before it took place. An
 * announcement that comes in the middle of an outage makes no maintenance of the time before it.
 */
export class AnnouncedWindows {
  readonly #read: () => readonly Announced[];
  readonly #knownSinceMs = new Map<string, number>();
  #looked = false;

  constructor(read: () => readonly Announced[]) {
    this.#read = read;
  }

  /** The interruption of `component` at this moment; `overall` interrupts every component. */
  at(component: Component, nowMs: number): MaintenanceWindow | undefined {
    const windows = this.#read();
    for (const window of windows) {
      const key = `${window.component}/${window.fromMs}`;
      if (!this.#knownSinceMs.has(key)) {
        // Who has just started cannot tell when these were announced.
        this.#knownSinceMs.set(key, this.#looked ? nowMs : Number.NEGATIVE_INFINITY);
      }
    }
    this.#looked = true;
    const found = windows.find(
      (window) =>
        (window.component === component || window.component === 'overall') && window.fromMs <= nowMs && nowMs < window.toMs,
    );
    if (found === undefined) {
      return undefined;
    }
    const { fromMs, toMs } = found;
    return { fromMs, toMs, sinceMs: Math.max(fromMs, this.#knownSinceMs.get(`${found.component}/${fromMs}`) ?? fromMs) };
  }
}
