import { type AuditQuery, findFacts } from '@officine/audit';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { UsageError } from '../usage-error.ts';
import { withAudit } from './audit-session.ts';
import { FORMS, type Form, formatFacts } from './format-facts.ts';
import { pseudonymsOf } from './people.ts';

interface FindFlags {
  readonly correlation?: string;
  readonly request?: string;
  readonly trace?: string;
  readonly vendor?: string;
  readonly pharmacy?: string;
  readonly user?: string;
  readonly outcome?: string;
  readonly action?: string;
  readonly from?: Date;
  readonly until?: Date;
  readonly limit: number;
  readonly output: Form;
}

export function addFind(audit: Command, context: CommandContext): void {
  audit
    .command('find')
    .summary('search; the search itself is recorded')
    .option('--correlation <id>', "mySecu's correlation id")
    .option('--request <id>', "the vendor's request id")
    .option('--trace <id>', 'trace id')
    .option('--vendor <id>')
    .option('--pharmacy <id>')
    .option('--user <id>', "the vendor's id of a user; with --vendor and --pharmacy")
    .option('--outcome <outcome>', 'verdict state, error code, or ok')
    .option('--action <action>', 'such as check.answered')
    .option('--from <time>', 'RFC 3339', instant)
    .option('--until <time>', 'RFC 3339, exclusive', instant)
    .option('--limit <count>', 'at most so many, newest first; 10000 at most', wholeNumber, 100)
    .addOption(new Option('-o, --output <form>', 'how to show it').choices(FORMS).default('table'))
    .action(async (flags: FindFlags, command: Command) => {
      const query = await queryOf(flags, context);
      const facts = await withAudit(command, context, async ({ collections, record }) => {
        const { vendor, pharmacy, request: requestId } = flags;
        await record({
          action: 'audit.read',
          object: 'find',
          ...(vendor !== undefined && { vendor }),
          ...(pharmacy !== undefined && { pharmacy }),
          ...(requestId !== undefined && { requestId }),
        });
        return findFacts(collections, query, flags.limit);
      });
      context.io.out(formatFacts(facts, flags.output));
    });
}

async function queryOf(flags: FindFlags, { io }: CommandContext): Promise<AuditQuery> {
  const { correlation, request, trace, vendor, pharmacy, user, outcome, action, from, until } = flags;
  const query: AuditQuery = {
    ...(correlation !== undefined && { correlationId: correlation }),
    ...(request !== undefined && { requestId: request }),
    ...(trace !== undefined && { traceId: trace }),
    ...(vendor !== undefined && { vendor }),
    ...(pharmacy !== undefined && { pharmacy }),
    ...(user !== undefined && { user: await pseudonymsOf(flags, io) }),
    ...(outcome !== undefined && { outcome }),
    ...(action !== undefined && { action }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  };
  if (Object.keys(query).length === 0) {
    throw new UsageError('look for what? Give at least one of the options');
  }
  return query;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new InvalidArgumentError('must be a number from 1 to 10000.');
  }
  return Number(text);
}

function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('must be a time such as 2026-11-24T10:00:00Z.');
  }
  return at;
}
