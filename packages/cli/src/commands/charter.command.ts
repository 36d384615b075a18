import { findFacts } from '@officine/audit';
import type { ControlCharter } from '@officine/contracts';
import { connectKafka } from '@officine/kafka';
import type { Command } from 'commander';
import { withAudit } from '../audit/audit-session.ts';
import { formatFacts } from '../audit/format-facts.ts';
import { pseudonymsOf } from '../audit/people.ts';
import { type Acceptance, readAcceptances } from '../charter/read-acceptances.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../output/table.ts';
import { type CommandContext, controlOf, kafkaOf } from './command-context.ts';

interface ProofFlags {
  readonly vendor: string;
  readonly pharmacy: string;
  readonly user: string;
}

export function addCharter(program: Command, context: CommandContext): void {
  const { io } = context;
  const charter = program.command('charter').summary('the user charter, and who accepted it');

  charter
    .command('list')
    .summary('who accepted which version last')
    .option('--vendor <id>')
    .option('--pharmacy <id>')
    .action(async (flags: Partial<ProofFlags>, command: Command) => {
      const inForce = await versionInForce(command, context);
      const found = (await acceptances(command, context)).filter(
        ({ vendor, pharmacy }) =>
          (flags.vendor ?? vendor) === vendor && (flags.pharmacy === undefined || flags.pharmacy === pharmacy),
      );
      const rows = found.map((one) => [
        one.vendor,
        one.pharmacy,
        one.user,
        one.version,
        one.version === inForce ? 'yes' : 'no',
        one.acceptedAt,
      ]);
      io.out(table(['VENDOR', 'PHARMACY', 'USER', 'VERSION', 'IN FORCE', 'ACCEPTED AT'], rows));
    });

  charter
    .command('proof')
    .summary("the proof of a user's acceptance")
    .description(
      'Shows the acceptance as it was recorded, with its place in Kafka and the time at which the broker took it, which no vendor can\n' +
        'backdate. With MONGODB_URI and OFFICINE_PSEUDONYM_KEYS_FILE also every acceptance in the audit, whose chain a third party can\n' +
        'verify ("officine audit verify"). Exit code 1 where the version in force was not accepted.',
    )
    .requiredOption('--vendor <id>')
    .requiredOption('--pharmacy <id>')
    .requiredOption('--user <id>', "the vendor's own id of the person")
    .option('--mongodb <uri>', 'the audit; MONGODB_URI unless given')
    .action(async (flags: ProofFlags & { readonly mongodb?: string }, command: Command) => {
      const inForce = await versionInForce(command, context);
      const found = (await acceptances(command, context)).find(
        ({ vendor, pharmacy, user }) => vendor === flags.vendor && pharmacy === flags.pharmacy && user === flags.user,
      );
      proofLines(found, inForce).forEach(io.out);
      if (io.env['MONGODB_URI'] || flags.mongodb) {
        io.out(await auditedAcceptances(flags, command, context));
      }
      context.exit(inForce === undefined || found?.version === inForce ? EXIT.done : EXIT.failed);
    });
}

function proofLines(found: Acceptance | undefined, inForce: string | undefined): string[] {
  const asked = inForce === undefined ? 'no charter is in force' : `version ${inForce} is in force`;
  if (found === undefined) {
    return [`no acceptance is on record; ${asked}`];
  }
  return [
    `accepted     version ${found.version} (${asked})`,
    `at           ${found.acceptedAt}, by the broker's clock`,
    `recorded     ${found.topic} ${found.position}, event ${found.eventId}`,
    ...(found.requestPosition ? [`sent as      request ${found.requestId ?? ''} at ${found.requestPosition}`] : []),
  ];
}

async function auditedAcceptances(flags: ProofFlags, command: Command, context: CommandContext): Promise<string> {
  const { vendor, pharmacy } = flags;
  const user = await pseudonymsOf(flags, context.io);
  const facts = await withAudit(command, context, async ({ collections, record }) => {
    await record({ action: 'audit.read', object: 'charter proof', vendor, pharmacy });
    return findFacts(collections, { action: 'charter.accepted', vendor, pharmacy, user });
  });
  return facts.length === 0 ? 'the audit has no acceptance of this user' : formatFacts(facts, 'table');
}

async function versionInForce(command: Command, context: CommandContext): Promise<string | undefined> {
  const self = (await controlOf(command, context).read()).get('charter/self')?.data as ControlCharter | undefined;
  return self?.version;
}

function acceptances(command: Command, context: CommandContext): Promise<readonly Acceptance[]> {
  return readAcceptances(connectKafka(kafkaOf(command, context), SILENT));
}
