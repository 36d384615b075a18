/** The consumer of one vendor's requests. */
export interface VendorConsumer {
  start(): Promise<void>;
  /** Takes no more requests, lets those in flight end, commits and leaves; at most `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
  /** What keeps it from working, in words; undefined when nothing does. */
  problem(): string | undefined;
}

/** What the roster is made of. */
export interface VendorRosterParts {
  readonly open: (vendor: string) => VendorConsumer;
  readonly onProblem: (vendor: string, error: unknown) => void;
}

const DRAIN_MS = 18_000;

interface Member {
  readonly consumer: VendorConsumer;
  /** Ends with what was last begun: a vendor that comes and goes quickly never has two consumers at once. */
  busy: Promise<void>;
  startProblem?: string;
}

/** Keeps one consumer for each vendor that control names. They come and go; the others notice nothing. */
export class VendorRoster {
  readonly #parts: VendorRosterParts;
  readonly #members = new Map<string, Member>();
  readonly #leaving = new Map<string, Promise<void>>();
  #isStopped = false;

  constructor(parts: VendorRosterParts) {
    this.#parts = parts;
  }

  /** Starts serving a vendor; does nothing for one that is served. */
  add(vendor: string): void {
    if (this.#isStopped || this.#members.has(vendor)) {
      return;
    }
    const consumer = this.#parts.open(vendor);
    const member: Member = { consumer, busy: Promise.resolve() };
    this.#members.set(vendor, member);
    member.busy = this.#start(vendor, member);
  }

  /** Stops serving a vendor once what it asked is answered. */
  remove(vendor: string): void {
    const member = this.#members.get(vendor);
    if (member === undefined) {
      return;
    }
    this.#members.delete(vendor);
    const left = member.busy
      .then(() => member.consumer.drain(DRAIN_MS))
      .catch((error: unknown) => this.#parts.onProblem(vendor, error))
      .finally(() => {
        if (this.#leaving.get(vendor) === left) {
          this.#leaving.delete(vendor);
        }
      });
    this.#leaving.set(vendor, left);
  }

  /** Stops serving everybody. */
  async drain(): Promise<void> {
    this.#isStopped = true;
    for (const vendor of [...this.#members.keys()]) {
      this.remove(vendor);
    }
    await Promise.all(this.#leaving.values());
  }

  /** What keeps vendors from being served, each by its name. */
  problems(): string[] {
    return [...this.#members].flatMap(([vendor, { consumer, startProblem }]) => {
      const problem = startProblem ?? consumer.problem();
      return problem === undefined ? [] : [`vendor ${vendor}: ${problem}`];
    });
  }

  /** Whether there are vendors and not one of them is served. */
  servesNobody(): boolean {
    return this.#members.size > 0 && this.problems().length === this.#members.size;
  }

  async #start(vendor: string, member: Member): Promise<void> {
    await this.#leaving.get(vendor);
    member.startProblem = 'starting';
    try {
      await member.consumer.start();
      delete member.startProblem;
    } catch (error) {
      member.startProblem = 'its consumer did not start';
      this.#parts.onProblem(vendor, error);
    }
  }
}
