import { userInfo } from 'node:os';
import { accessId, type ControlAccess, type ControlPharmacy, type ControlVendor, controlKey } from '@officine/contracts';
import type { Command } from 'commander';
import type { ControlRecords } from '../control/control-records.ts';
import { decideByCommand, putting } from '../control/decide-by-command.ts';
import { table } from '../output/table.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';
import { commandBy } from './suspend.command.ts';

interface AccessFlags {
  readonly by?: string;
  readonly actor: string;
}

export function addAccess(program: Command, context: CommandContext): void {
  const access = program
    .command('access')
    .summary('give and take the access of users, where a vendor has userAccess: explicit')
    .description("On the word of the pharmacy's administrator. In force on every replica within a second, and in the audit.");
  for (const [name, decision, summary] of [
    ['grant', 'granted', 'give a user access'],
    ['revoke', 'revoked', "take a user's access; their checks in flight end rejected"],
  ] as const) {
    access
      .command(name)
      .summary(summary)
      .argument('<pharmacy>')
      .argument('<user>', "the vendor's own id of the person, as in its checks")
      .option('--by <name>', "who decided it; the pharmacy's administrator unless given")
      .option('--actor <name>', 'who types it, for the audit', userInfo().username)
      .action(async (pharmacy: string, user: string, { by, actor }: AccessFlags, command: Command) => {
        const at = new Date();
        let isWithoutEffect = false;
        await decideByCommand(controlOf(command, context), commandBy(actor, at, context), (inForce) => {
          const found = pharmacyIn(inForce, pharmacy);
          isWithoutEffect = vendorIn(inForce, found.vendor)?.userAccess !== 'explicit';
          const decidedBy = by ?? found.administrator?.name ?? actor;
          const data: ControlAccess = { pharmacy, user, access: decision, by: decidedBy, at: at.toISOString() };
          return putting(inForce, { kind: 'access', id: accessId({ pharmacy, user }), data });
        });
        context.io.out(`${decision}: ${user} in ${pharmacy}`);
        if (isWithoutEffect) {
          context.io.err(
            `${pharmacy}'s vendor says itself who may ask (userAccess: vendor): without effect until that is explicit`,
          );
        }
      });
  }
  access
    .command('list')
    .summary('who has access, and from whom it was taken')
    .argument('[pharmacy]', 'only of this pharmacy')
    .action(async (pharmacy: string | undefined, _flags: unknown, command: Command) => {
      const found = [...(await controlOf(command, context).read()).values()]
        .filter(({ kind }) => kind === 'access')
        .map(({ data }) => data as ControlAccess)
        .filter((one) => pharmacy === undefined || one.pharmacy === pharmacy);
      const rows = found.map((one) => [one.pharmacy, one.user, one.access, one.by ?? '', one.at ?? '']);
      context.io.out(table(['PHARMACY', 'USER', 'ACCESS', 'BY', 'AT'], rows));
    });
}

function pharmacyIn(inForce: ControlRecords, id: string): ControlPharmacy {
  const found = inForce.get(controlKey('pharmacy', id))?.data as ControlPharmacy | undefined;
  if (found === undefined) {
    throw new UsageError(`there is no pharmacy ${id} in force`);
  }
  return found;
}

function vendorIn(inForce: ControlRecords, id: string): ControlVendor | undefined {
  return inForce.get(controlKey('vendor', id))?.data as ControlVendor | undefined;
}
