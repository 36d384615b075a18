import { type ControlVendor, controlVendor, parseData, topics } from '@officine/contracts';
import { connectKafka, type KafkaSettings } from '@officine/kafka';
import { type Command, InvalidArgumentError } from 'commander';
import { SILENT } from '../connection/silent-logger.ts';
import { readDirectory } from '../control/apply-directory.ts';
import { ControlStore } from '../control/control-store.ts';
import { EXIT } from '../exit-code.ts';
import { formatTopics } from '../output/format-topics.ts';
import { applyTopics } from '../topics/apply-topics.ts';
import { type CommandContext, kafkaOf } from './command-context.ts';

interface TopicsFlags {
  readonly file?: string;
  readonly replication?: number;
  readonly dryRun: boolean;
}

export function addTopics(program: Command, context: CommandContext): void {
  const { io } = context;
  program
    .command('topics')
    .summary('make the topics of an installation')
    .command('apply')
    .description(
      'Creates missing topics, grows those that are too small, sets what is configured otherwise, and tells what it leaves alone.\n' +
        'The vendors are those in force, or those of the given file.',
    )
    .option('-f, --file <file>', 'a directory, for its vendors')
    .option('--replication <copies>', "copies of each partition of a new topic; the brokers' default unless given", copies)
    .option('--dry-run', 'show what would be done and do nothing', false)
    .action(async ({ file, replication, dryRun }: TopicsFlags, command: Command) => {
      const kafka = kafkaOf(command, context);
      const vendors = file === undefined ? await vendorsInForce(kafka) : (await readDirectory(file)).vendors;
      const applied = await applyTopics({ kafka, vendors, dryRun, ...(replication !== undefined && { replication }) });
      formatTopics(applied, { dryRun }).forEach(io.out);
      context.exit(dryRun && applied.changes.some(({ kind }) => kind !== 'shrink') ? EXIT.differs : EXIT.done);
    });
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
