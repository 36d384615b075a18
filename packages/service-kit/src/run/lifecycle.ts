/** Something that starts and stops with the process. */
export interface Component {
  start?(): Promise<void> | void;
  stop?(): Promise<void> | void;
}

/** Told about each step, so that a log shows where a start or a stop hangs. */
export interface LifecycleObserver {
  starting(name: string): void;
  started(name: string, tookMs: number): void;
  stopped(name: string, tookMs: number): void;
  stopFailed(name: string, error: unknown): void;
}

/** Components in their order: started one after the other, stopped in reverse. */
export class Lifecycle {
  readonly #components: { readonly name: string; readonly component: Component }[] = [];
  readonly #running: { readonly name: string; readonly component: Component }[] = [];
  readonly #observer: LifecycleObserver;
  #underway: string | undefined;
  #stopping = false;

  constructor(observer: LifecycleObserver) {
    this.#observer = observer;
  }

  add(name: string, component: Component): this {
    this.#components.push({ name, component });
    return this;
  }

  /** The component that is being started or stopped; undefined where none is. */
  get underway(): string | undefined {
    return this.#underway;
  }

  /** Rejects with the failure of the first component that does not start; what had started stays to be stopped. */
  async start(): Promise<void> {
    for (const entry of this.#components) {
      if (this.#stopping) {
        return;
      }
      this.#underway = entry.name;
      this.#observer.starting(entry.name);
      const begun = performance.now();
      // Counted as running from here: a half-started component has connections to close as well.
      this.#running.push(entry);
      await entry.component.start?.();
      this.#observer.started(entry.name, performance.now() - begun);
    }
    this.#underway = undefined;
  }

  /** Stops what runs. Never rejects: one component that fails to stop keeps no other from it. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (let entry = this.#running.pop(); entry !== undefined; entry = this.#running.pop()) {
      this.#underway = entry.name;
      const begun = performance.now();
      try {
        await entry.component.stop?.();
        this.#observer.stopped(entry.name, performance.now() - begun);
      } catch (error) {
        this.#observer.stopFailed(entry.name, error);
      }
    }
    this.#underway = undefined;
  }
}
