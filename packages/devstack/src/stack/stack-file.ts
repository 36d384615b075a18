import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { guardian } from '../infrastructure/guardian.ts';
import { STACK_FILE } from '../infrastructure/paths.ts';

/** The content of `.devstack/stack.json`: all that another program needs to use a running stack. */
export interface StackDescription {
  readonly kafkaBrokers: string;
  readonly mongodbUri: string;
  readonly simulator: {
    readonly serviceUrl: string;
    readonly tokenUrl: string;
    readonly idpUrl: string;
    /** Null where the platform is not our simulator. */
    readonly controlUrl: string | null;
    readonly tlsCaFile: string;
    readonly signerFile: string;
    readonly idpSignerFile: string;
  };
  readonly services: Readonly<
    Record<
      string,
      {
        readonly healthUrl: string;
        readonly metricsUrl: string;
        readonly statusUrl?: string | undefined;
        readonly apiUrl?: string | undefined;
        readonly pid: number;
      }
    >
  >;
  readonly vendor: string;
  readonly pharmacies: readonly {
    readonly id: string;
    readonly codePrestataire: string;
    readonly eHealthId: string;
    readonly certificateFile: string;
    readonly passphraseFile: string;
  }[];
}

/** `.devstack/stack.json`, as long as a stack is up. */
export interface StackFile {
  write(description: StackDescription): void;
  remove(): void;
}

/** The file goes when this process does, however it ends. It appears whole: who sees it can read it. */
export function keepStackFile(): StackFile {
  guardian().guardPath(STACK_FILE);
  return {
    write({ kafkaBrokers, mongodbUri, simulator, services, vendor, pharmacies }) {
      const text = JSON.stringify({ kafkaBrokers, mongodbUri, simulator, services, vendor, pharmacies }, undefined, 2);
      writeFileSync(`${STACK_FILE}.new`, `${text}\n`, { mode: 0o600 });
      renameSync(`${STACK_FILE}.new`, STACK_FILE);
    },
    remove() {
      rmSync(STACK_FILE, { force: true });
      guardian().releasePath(STACK_FILE);
    },
  };
}
