import { connectKafka, type KafkaSettings } from '@officine/kafka';
import type { Command } from 'commander';
import { kafkaFromEnvironment } from '../connection/kafka-from-environment.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { ControlStore } from '../control/control-store.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** What every command is given. */
export interface CommandContext {
  readonly io: Io;
  /** Sets the exit code of a command that ended well, but not with 0. */
  exit(code: ExitCode): void;
}

/** How to reach Kafka, from `--brokers` of any level and the environment. */
export function kafkaOf(command: Command, { io }: CommandContext): KafkaSettings {
  const { brokers } = command.optsWithGlobals<{ brokers?: string }>();
  return kafkaFromEnvironment(io.env, brokers);
}

export function controlOf(command: Command, context: CommandContext): ControlStore {
  return new ControlStore(connectKafka(kafkaOf(command, context), SILENT));
}
