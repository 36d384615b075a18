import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Something this machine has to bring along, and the way around it. */
export interface Prerequisite {
  /** As people call it, with the least version: `Java 17 or later`. */
  readonly name: string;
  /** Commands that may provide it, tried in this order. */
  readonly commands: readonly string[];
  readonly versionArgs: readonly string[];
  /** Finds `major.minor` in what the command prints. */
  readonly versionPattern: RegExp;
  readonly atLeast: readonly [major: number, minor: number];
  /** The environment variable that makes it needless, with what to set it to. */
  readonly insteadSet: string;
}

export const JAVA: Prerequisite = {
  name: 'Java 17 or later (a JRE is enough)',
  commands: process.env['JAVA_HOME'] ? [`${process.env['JAVA_HOME']}/bin/java`, 'java'] : ['java'],
  versionArgs: ['-version'],
  versionPattern: /version "(\d+)(?:\.(\d+))?/,
  atLeast: [17, 0],
  insteadSet: 'KAFKA_BROKERS to a running Kafka, host:port[,host:port]',
};

export const MAVEN: Prerequisite = {
  name: 'Maven 3.6 or later',
  commands: ['mvn'],
  versionArgs: ['-v'],
  versionPattern: /Apache Maven (\d+)\.(\d+)/,
  atLeast: [3, 6],
  insteadSet: 'KAFKA_BROKERS to a running Kafka, host:port[,host:port]',
};

export const PYTHON: Prerequisite = {
  name: 'Python 3.10 or later with venv',
  commands: ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'],
  // ensurepip is what a venv needs and what some distributions ship apart: without it the first pip call would fail less clearly.
  versionArgs: ['-c', 'import sys, venv, ensurepip; print("Python", ".".join(map(str, sys.version_info[:2])))'],
  versionPattern: /Python (\d+)\.(\d+)/,
  atLeast: [3, 10],
  insteadSet: 'MONGODB_URI to a running MongoDB (or put mongod on the PATH)',
};

/** Thrown when this machine lacks something; the message names it and the variable that replaces it. */
export class MissingPrerequisite extends Error {
  override readonly name = 'MissingPrerequisite';
}

/** The command that provides it. Thrown when none does: MissingPrerequisite. */
export async function requirePrerequisite(wanted: Prerequisite): Promise<string> {
  const found: string[] = [];
  for (const command of wanted.commands) {
    const version = await versionOf(command, wanted);
    if (version === undefined) {
      continue;
    }
    if (isAtLeast(version, wanted.atLeast)) {
      return command;
    }
    found.push(`${command} is ${version.join('.')}`);
  }
  const seen = found.length === 0 ? 'not found on the PATH' : found.join(', ');
  throw new MissingPrerequisite(`${wanted.name} is needed (${seen}). Install it, or set ${wanted.insteadSet}.`);
}

/** Whether `command` can be run at all. */
export async function isOnPath(command: string): Promise<boolean> {
  return await run(command, ['--version']).then(
    () => true,
    () => false,
  );
}

async function versionOf(command: string, wanted: Prerequisite): Promise<[number, number] | undefined> {
  try {
    const { stdout, stderr } = await run(command, [...wanted.versionArgs]);
    const match = wanted.versionPattern.exec(`${stdout}\n${stderr}`);
    return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0)];
  } catch {
    return undefined;
  }
}

function isAtLeast([major, minor]: readonly [number, number], [wantedMajor, wantedMinor]: readonly [number, number]): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
