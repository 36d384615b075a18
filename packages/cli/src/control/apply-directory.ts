import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { connectKafka, type KafkaSettings } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { SILENT } from '../connection/silent-logger.ts';
import type { Directory } from '../directory/directory.ts';
import { parseDirectory } from '../directory/parse-directory.ts';
import type { PseudonymOf } from './change-person.ts';
import { controlRecords } from './control-records.ts';
import { APPLY_SOURCE } from './control-source.ts';
import { ControlStore } from './control-store.ts';
import { type Difference, difference, sameChanges } from './difference.ts';

export interface ApplyOptions {
  /** How to reach Kafka, or a kafkajs client that is at hand. */
  readonly kafka: KafkaSettings | Kafka;
  /** A directory, or the path of its file. */
  readonly directory: Directory | string;
  /** Removes what is in force and not in the directory; default false. */
  readonly prune?: boolean;
  /** Only compares; default false. */
  readonly dryRun?: boolean;
  /** Who applies, for the audit; default the user of the operating system. */
  readonly actor?: string;
  /** Needed where the directory names users, in suspensions or grants: the audit knows them by pseudonyms alone. */
  readonly pseudonymOf?: PseudonymOf;
  /** Looks at the difference and says whether to write it; default yes. Not asked when there is none. */
  readonly confirm?: (difference: Difference) => Promise<boolean>;
}

export interface Applied {
  readonly difference: Difference;
  /** Whether the difference was written: false when there is none, in a dry run, and when it was not confirmed. */
  readonly written: boolean;
}

/**
 * Makes a directory the one in force: reads the control topic to its end, compares, and writes the difference with its audit events in
 * one transaction. Applying the same again writes nothing.
 * Throws `DirectoryProblems` when the file is not right, `ChangedMeanwhile` when another apply came in between, and kafkajs' errors when
 * Kafka cannot be reached.
 */
export async function applyDirectory(options: ApplyOptions): Promise<Applied> {
  const { kafka, directory } = options;
  return await applyTo(
    new ControlStore('brokers' in kafka ? connectKafka(kafka, SILENT) : kafka),
    typeof directory === 'string' ? await readDirectory(directory) : directory,
    options,
  );
}

/** The same, where the store is chosen. */
export async function applyTo(
  store: ControlStore,
  directory: Directory,
  { prune = false, dryRun = false, actor = userInfo().username, pseudonymOf, confirm }: Omit<ApplyOptions, 'kafka' | 'directory'>,
): Promise<Applied> {
  const wanted = controlRecords(directory);
  const shown = difference(await store.read(), wanted, { prune });
  if (shown.changes.length === 0 || dryRun || (await confirm?.(shown)) === false) {
    return { difference: shown, written: false };
  }
  const occasion = {
    actor,
    at: new Date(),
    environment: directory.environment,
    source: APPLY_SOURCE,
    ...(pseudonymOf && { pseudonymOf }),
  };
  await store.write(shown.changes, occasion, (inForce) => sameChanges(difference(inForce, wanted, { prune }), shown));
  return { difference: shown, written: true };
}

/**
 * Reads and validates a directory file.
 * Throws `DirectoryProblems` when it is not right, and the system's error when it cannot be read.
 */
export async function readDirectory(file: string): Promise<Directory> {
  return parseDirectory(await readFile(file, 'utf8'), file);
}
