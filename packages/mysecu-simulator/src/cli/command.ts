import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Ports, SimulatorOptions } from '../options.ts';
import { loadRegister } from '../register/register.ts';
import { startSimulator } from '../simulator.ts';
import { announcement } from './announcement.ts';
import { readConfigFile } from './config-file.ts';
import { makeThrowaway, type Throwaway } from './throwaway.ts';

interface Flags {
  readonly config?: string;
  readonly directory: string;
  readonly host?: string;
  readonly publicHost?: string;
  readonly register?: string;
  readonly verifyOneIn?: number;
  readonly idpPort?: number;
  readonly tokenPort?: number;
  readonly servicePort?: number;
  readonly controlPort?: number;
}

/** The command `officine-simulator`. */
export function simulatorCommand(): Command {
  return new Command('officine-simulator')
    .description('eSanté identity provider and mySecu, verifying for real, with faults on demand')
    .option('--config <file>', 'YAML configuration; without one, throw-away keys and one pharmacy are made')
    .option('--directory <folder>', 'where throw-away keys are written', './.simulator')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--public-host <name>', 'host name in the URLs (default: the address)')
    .option('--register <file>', 'register of invented persons, dossiers and prescribers')
    .option('--verify-one-in <n>', 'bench mode: verify the signature of one get in n', wholeNumber)
    .option('--idp-port <port>', 'port of the identity provider; 0 is any', wholeNumber)
    .option('--token-port <port>', 'port of the token service; 0 is any', wholeNumber)
    .option('--service-port <port>', 'port of the business service; 0 is any', wholeNumber)
    .option('--control-port <port>', 'control port, on 127.0.0.1; 0 is any', wholeNumber)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const { options, files, remove } = await baseOf(flags);
  try {
    const simulator = await startSimulator({ ...options, ...(await overrides(flags, options)) });
    process.stdout.write(announcement(simulator, files));
    await new Promise<void>((ended) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ended());
    });
    await simulator.close();
  } finally {
    await remove?.();
  }
}

async function baseOf(flags: Flags): Promise<Partial<Throwaway> & Pick<Throwaway, 'options'>> {
  if (flags.config !== undefined) return { options: await readConfigFile(flags.config) };
  return makeThrowaway(resolve(flags.directory), flags.publicHost ?? flags.host ?? '127.0.0.1');
}

async function overrides(flags: Flags, options: SimulatorOptions): Promise<Partial<SimulatorOptions>> {
  const ports: Record<keyof Ports, number | undefined> = {
    identity: flags.idpPort,
    token: flags.tokenPort,
    get: flags.servicePort,
    control: flags.controlPort,
  };
  const given = Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined));
  return {
    ports: { ...options.ports, ...given },
    ...(flags.host !== undefined && { host: flags.host }),
    ...(flags.publicHost !== undefined && { publicHost: flags.publicHost }),
    ...(flags.register !== undefined && { register: await loadRegister(flags.register) }),
    ...(flags.verifyOneIn !== undefined && { verifyOneIn: flags.verifyOneIn }),
  };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}
