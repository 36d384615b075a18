import { SettingsError } from '@officine/service-kit';
import { CommanderError } from 'commander';
import { ChangedMeanwhile } from './control/changed-meanwhile.ts';
import { DirectoryProblems } from './directory/directory-problems.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

/** What an operator is told of a failure. */
export interface Explanation {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/** One clear line for a failure, or one for each problem of a file. */
export function explainFailure(error: unknown): Explanation {
  if (error instanceof CommanderError) {
    // commander has said it already; help and version end with 0.
    return { lines: [], exitCode: error.exitCode === 0 ? EXIT.done : EXIT.invalid };
  }
  if (error instanceof DirectoryProblems) {
    const count = error.problems.length;
    return {
      lines: [...error.message.split('\n'), `${count} ${count === 1 ? 'problem' : 'problems'}, nothing was changed`],
      exitCode: EXIT.invalid,
    };
  }
  if (error instanceof UsageError || error instanceof SettingsError) {
    return { lines: [error.message], exitCode: EXIT.invalid };
  }
  if (error instanceof ChangedMeanwhile) {
    return { lines: [error.message], exitCode: EXIT.failed };
  }
  return { lines: [causesOf(error)], exitCode: EXIT.failed };
}

/** kafkajs wraps errors in errors: the innermost says what happened. */
function causesOf(error: unknown): string {
  let innermost: unknown = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) {
    innermost = innermost.cause;
  }
  if (!(innermost instanceof Error)) {
    return String(innermost);
  }
  const type = member(innermost, 'type') ?? member(innermost, 'code');
  switch (type) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return 'a topic of Officine is missing on these brokers: run "officine topics apply" first';
    case 'TOPIC_AUTHORIZATION_FAILED':
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED':
    case 'GROUP_AUTHORIZATION_FAILED':
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return `Kafka does not allow this principal to do that (${type})`;
    case 'INVALID_REPLICATION_FACTOR':
      return 'there are fewer brokers than --replication asks for';
    case 'ENOENT':
      return `no such file: ${member(innermost, 'path') ?? ''}`;
    default:
      return innermost.message.split('\n')[0] ?? innermost.name;
  }
}

function member(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
