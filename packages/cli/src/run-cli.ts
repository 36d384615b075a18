import { Command } from 'commander';
import { addAudit } from './audit/audit.command.ts';
import { addChannel } from './availability/channel.command.ts';
import { addIncident } from './availability/incident.command.ts';
import { addStatus } from './availability/status.command.ts';
import { addAccess } from './commands/access.command.ts';
import { addApply } from './commands/apply.command.ts';
import { addCharter } from './commands/charter.command.ts';
import { addCheck } from './commands/check.command.ts';
import type { CommandContext } from './commands/command-context.ts';
import { addCredentials } from './commands/credentials.command.ts';
import { addDegrade } from './commands/degrade.command.ts';
import { addDescribe } from './commands/describe.command.ts';
import { addDiff } from './commands/diff.command.ts';
import { addGet } from './commands/get.command.ts';
import { addMessage } from './commands/message.command.ts';
import { addSuspend } from './commands/suspend.command.ts';
import { addTopics } from './commands/topics.command.ts';
import { addDeferred } from './deferred/deferred.command.ts';
import { EXIT, EXIT_CODES_HELP, type ExitCode } from './exit-code.ts';
import { explainFailure } from './explain-failure.ts';
import type { Io } from './io.ts';

/** Runs one command; `args` are those after the program's name. Never throws: the exit code says how it went. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = programOf({
    io,
    exit(code) {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { lines, exitCode: failed } = explainFailure(error);
    lines.forEach((line) => {
      io.err(`officine: ${line}`);
    });
    if (program.opts<{ debug: boolean }>().debug && error instanceof Error) {
      io.err(error.stack ?? error.message);
    }
    return failed;
  }
}

function programOf(context: CommandContext): Command {
  const { io } = context;
  const program = new Command('officine')
    .description('Operates Officine: directory, suspensions, access, credentials, topics, checks, captured messages.')
    .option('--brokers <hosts>', 'bootstrap servers, host:port[,host:port]; KAFKA_BROKERS unless given')
    .option('--debug', 'show stack traces', false)
    .addHelpText(
      'after',
      `
Connection:
  KAFKA_BROKERS, KAFKA_SSL_CA_FILE, KAFKA_SSL_CERT_FILE, KAFKA_SSL_KEY_FILE,
  KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD_FILE
${EXIT_CODES_HELP}`,
    )
    .showHelpAfterError('(officine --help tells more)')
    // Handed down to the commands that are added below.
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) });
  addApply(program, context);
  addDiff(program, context);
  addGet(program, context);
  addDescribe(program, context);
  addSuspend(program, context);
  addAccess(program, context);
  addCharter(program, context);
  addCredentials(program, context);
  addTopics(program, context);
  addCheck(program, context);
  addMessage(program, context);
  addAudit(program, context);
  addDegrade(program, context);
  addDeferred(program, context);
  addStatus(program, context);
  addIncident(program, context);
  addChannel(program, context);
  return program;
}
