import { userInfo } from 'node:os';
import { type ControlDegradation, controlDegradation, controlKey, parseData } from '@officine/contracts';
import type { Command } from 'commander';
import type { ControlRecords } from '../control/control-records.ts';
import { lifting, order, putting } from '../control/order.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';
import { timeOption } from './time-option.ts';

interface DegradeFlags {
  readonly reason: string;
  readonly fr?: string;
  readonly de?: string;
  readonly en?: string;
  readonly until?: Date;
  readonly actor: string;
}

const SCOPES = 'all, check/<check>, vendor/<id>, pharmacy/<id> or user/<pharmacy>/<user>';

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
    .option('--until <time>', 'when it ends by itself: RFC 3339, or 30m, 2h, 7d', timeOption)
    .option('--actor <name>', 'who degrades', userInfo().username)
    .action(async (scope: string, flags: DegradeFlags, command: Command) => {
      const data = degradationOf(scope, flags);
      await order(controlOf(command, context), flags.actor, (inForce) => {
        mustNameSomebody(scope, inForce);
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
      await order(controlOf(command, context), actor, (inForce) => lifting(inForce, key, `${scope} is not degraded`));
      context.io.out(`restored: ${scope}`);
    });
}

/** Throws a UsageError where a scope names a vendor or a pharmacy that does not exist: a misspelt id must not look like a switch. */
function mustNameSomebody(scope: string, inForce: ControlRecords): void {
  const [kind = '', id = ''] = scope.split('/');
  const holder = { vendor: 'vendor', pharmacy: 'pharmacy', user: 'pharmacy' }[kind] as 'vendor' | 'pharmacy' | undefined;
  if (holder !== undefined && !inForce.has(controlKey(holder, id))) {
    throw new UsageError(`there is no ${holder} ${id}: nothing was degraded`);
  }
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
