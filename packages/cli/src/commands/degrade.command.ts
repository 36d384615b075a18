import { userInfo } from 'node:os';
import { type ControlDegradation, controlDegradation, controlKey, parseData } from '@officine/contracts';
import type { Command } from 'commander';
import { decideByCommand, lifting, putting } from '../control/decide-by-command.ts';
import { scopeProblem } from '../control/scope-problem.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';
import { instantOrSpan } from './instant.ts';
import { commandBy } from './suspend.command.ts';

interface DegradeFlags {
  readonly reason: string;
  readonly fr?: string;
  readonly de?: string;
  readonly en?: string;
  readonly until?: Date;
  readonly actor: string;
}

const SCOPES = 'all, check/<check>, vendor/<id> or pharmacy/<id>';

/** The switch: checks are degraded at once and asked again afterwards, without a deployment. */
export function addDegrade(program: Command, context: CommandContext): void {
  program
    .command('degrade')
    .summary('answer checks "degraded" at once, and ask mySecu nothing')
    .description(
      'Degrades every check within a scope at once, on every replica within a second; all of them are asked again by themselves once it\n' +
        'ends. For when mySecu must be left alone and nobody is at fault: what must not be asked at all is suspended.',
    )
    .argument('<scope>', SCOPES)
    .requiredOption('--reason <text>', 'why; told to the pharmacies in every language that has no words of its own')
    .option('--fr <text>', 'why, in French')
    .option('--de <text>', 'why, in German')
    .option('--en <text>', 'why, in English')
    .option('--until <time>', 'when it ends by itself: RFC 3339, or 30m, 2h, 7d', instantOrSpan)
    .option('--actor <name>', 'who degrades', userInfo().username)
    .action(async (scope: string, flags: DegradeFlags, command: Command) => {
      const data = degradationOf(scope, flags);
      await decideByCommand(controlOf(command, context), commandBy(flags.actor, new Date(), context), (inForce) => {
        const problem = scopeProblem(scope, inForce);
        if (problem !== undefined) {
          throw new UsageError(problem);
        }
        return putting(inForce, { kind: 'degradation', id: scope, data });
      });
      const { until } = data;
      context.io.out(`degraded: ${scope}, ${until === null ? 'until "officine restore"' : `until ${until}`}`);
    });

  program
    .command('restore')
    .summary('ask mySecu again; what was degraded is asked by itself')
    .argument('<scope>', SCOPES)
    .option('--actor <name>', 'who restores', userInfo().username)
    .action(async (scope: string, { actor }: Pick<DegradeFlags, 'actor'>, command: Command) => {
      const key = controlKey('degradation', scope);
      await decideByCommand(controlOf(command, context), commandBy(actor, new Date(), context), (inForce) =>
        lifting(inForce, key, `${scope} is not degraded`),
      );
      context.io.out(`restored: ${scope}`);
    });
}

function degradationOf(
  scope: string,
  { reason, fr = reason, de = reason, en = reason, until }: DegradeFlags,
): ControlDegradation {
  if (until !== undefined && until <= new Date()) {
    throw new UsageError('--until is in the past');
  }
  const parsed = parseData(controlDegradation, { scope, reason: { fr, de, en }, until: until?.toISOString() ?? null });
  if (!parsed.fits) {
    throw new UsageError(parsed.field === 'scope' ? `a scope is ${SCOPES}` : `${parsed.field} ${parsed.reason}`);
  }
  return parsed.data;
}
