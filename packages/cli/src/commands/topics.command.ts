import { type ControlVendor, controlVendor, parseData, topics } from '@officine/contracts';
import { connectKafka, type KafkaSettings } from '@officine/kafka';
import { type Command, InvalidArgumentError } from 'commander';
import { applyAcls } from '../acls/apply-acls.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { readDirectory } from '../control/apply-directory.ts';
import { ControlStore } from '../control/control-store.ts';
import { EXIT } from '../exit-code.ts';
import { formatAcls } from '../output/format-acls.ts';
import { formatTopics } from '../output/format-topics.ts';
import { formatUsers, USER_FORMS, type UserForm } from '../output/format-users.ts';
import { applyTopics } from '../topics/apply-topics.ts';
import { type CommandContext, kafkaOf } from './command-context.ts';

interface TopicsFlags {
  readonly file?: string;
  readonly replication?: number;
  readonly dryRun: boolean;
  readonly prune: boolean;
  readonly acls: boolean;
}

const VENDORS = 'The vendors are those in force, or those of the given file.';

export function addTopics(program: Command, context: CommandContext): void {
  const { io } = context;
  const group = program.command('topics').summary('make the topics and permissions of an installation');

  group
    .command('apply')
    .summary('bring topics and permissions (ACLs) in line with what is declared')
    .description(
      'Creates missing topics, grows those that are too small, sets what is configured otherwise; allows each user what it needs and\n' +
        `tells what it leaves alone. With --dry-run it is the report of what has drifted. ${VENDORS}`,
    )
    .option('-f, --file <file>', 'a directory, for its vendors')
    .option('--replication <copies>', "copies of each partition of a new topic; the brokers' default unless given", copies)
    .option('--dry-run', 'show what would be done and do nothing', false)
    .option('--prune', 'take back what our users are allowed and nothing asks for', false)
    .option('--no-acls', 'leave permissions alone, where somebody else keeps them')
    .action(async ({ file, replication, dryRun, prune, acls }: TopicsFlags, command: Command) => {
      const kafka = kafkaOf(command, context);
      const vendors = await vendorsOf(file, kafka);
      const applied = await applyTopics({ kafka, vendors, dryRun, ...(replication !== undefined && { replication }) });
      formatTopics(applied, { dryRun }).forEach(io.out);
      const permissions = acls ? await applyAcls({ kafka, vendors, dryRun, prune }) : undefined;
      if (permissions !== undefined) {
        formatAcls(permissions, { dryRun, prune }).forEach(io.out);
      }
      const differs =
        applied.changes.some(({ kind }) => kind !== 'shrink') ||
        (permissions?.allowed.length ?? 0) > 0 ||
        (prune && (permissions?.undeclared.length ?? 0) > 0);
      context.exit(dryRun && differs ? EXIT.differs : EXIT.done);
    });

  program
    .command('users')
    .summary('the Kafka users of an installation, with their permissions and quotas')
    .description(
      "Kafka's own protocol for users and quotas is spoken by no JavaScript client: this prints what its own tool (kafka-configs) or\n" +
        `Strimzi takes. No password is made or shown. ${VENDORS}`,
    )
    .option('-f, --file <file>', 'a directory, for its vendors')
    .option('-o, --output <form>', `${USER_FORMS.join(', ')}`, userForm, 'table')
    .action(async ({ file, output }: { readonly file?: string; readonly output: UserForm }, command: Command) => {
      const vendors = await vendorsOf(file, () => kafkaOf(command, context));
      io.out(formatUsers(vendors, output));
    });
}

async function vendorsOf(
  file: string | undefined,
  kafka: KafkaSettings | (() => KafkaSettings),
): Promise<readonly ControlVendor[]> {
  if (file !== undefined) {
    return (await readDirectory(file)).vendors;
  }
  return await vendorsInForce(typeof kafka === 'function' ? kafka() : kafka);
}

/** None before the first `topics apply`: the control topic is one of those that it makes. */
async function vendorsInForce(settings: KafkaSettings): Promise<ControlVendor[]> {
  const kafka = connectKafka(settings, SILENT);
  const admin = kafka.admin();
  await admin.connect();
  try {
    if (!(await admin.listTopics()).includes(topics.control.name)) {
      return [];
    }
  } finally {
    await admin.disconnect();
  }
  const records = await new ControlStore(kafka).read();
  return [...records.values()].flatMap(({ kind, data }) => {
    const parsed = parseData(controlVendor, data);
    return kind === 'vendor' && parsed.fits ? [parsed.data] : [];
  });
}

function copies(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new InvalidArgumentError('must be a whole number from 1.');
  }
  return count;
}

function userForm(text: string): UserForm {
  const form = USER_FORMS.find((known) => known === text);
  if (form === undefined) {
    throw new InvalidArgumentError(`must be one of ${USER_FORMS.join(', ')}.`);
  }
  return form;
}
