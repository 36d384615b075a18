import type { VendorTopics } from '../touch/vendor.ts';

/** What the baseline's process is told. */
export interface NaiveTask {
  readonly brokers: string;
  readonly topics: VendorTopics;
  /** The `MYSECU_*` settings of the services. */
  readonly settings: Readonly<Record<string, string>>;
  readonly pharmacies: readonly {
    readonly id: string;
    readonly codePrestataire: string;
    readonly eHealthId: string;
    readonly certificateFile: string;
    readonly passphraseFile: string;
  }[];
}

/** What it tells once it reads. */
export interface NaiveReady {
  readonly ready: true;
}
