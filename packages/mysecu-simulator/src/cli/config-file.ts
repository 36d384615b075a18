import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SimulatorOptions } from '../options.ts';
import { loadRegister } from '../register/register.ts';
import { settingsChange } from '../settings.ts';

const keyPair = z.strictObject({ keyFile: z.string(), certificateFile: z.string() });
const port = z.int().min(0).max(65_535);

const configuration = z.strictObject({
  host: z.string().optional(),
  publicHost: z.string().optional(),
  ports: z.strictObject({ identity: port, token: port, get: port, control: port }).partial().optional(),
  tls: keyPair.extend({ clientCaFile: z.string() }),
  signer: keyPair,
  idpSigner: keyPair,
  pharmacies: z
    .array(
      z.strictObject({
        id: z.string(),
        codePrestataire: z.string().regex(/^\d{8}$/),
        eHealthId: z.string().regex(/^\d{10}$/),
        certificateFile: z.string(),
        username: z.string().optional(),
        passwordFile: z.string().optional(),
      }),
    )
    .min(1),
  registerFile: z.string().optional(),
  settings: settingsChange.optional(),
  idpDestination: z.string().optional(),
  baseUrl: z.string().optional(),
  appliesTo: z.string().optional(),
});

/**
 * Reads a configuration file (YAML); file names in it are relative to it.
 * Thrown when it or a file it names cannot be read, or when it is not of the documented form.
 */
export async function readConfigFile(file: string): Promise<SimulatorOptions> {
  const config = configuration.parse(parse(await readFile(file, 'utf8')));
  const textOf = (name: string): Promise<string> => readFile(resolve(dirname(file), name), 'utf8');
  const pairOf = async (pair: z.infer<typeof keyPair>) => ({
    key: await textOf(pair.keyFile),
    cert: await textOf(pair.certificateFile),
  });
  const pharmacies = config.pharmacies.map(async ({ certificateFile, passwordFile, username, ...rest }) => ({
    ...rest,
    certificate: await textOf(certificateFile),
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && { password: (await textOf(passwordFile)).trim() }),
  }));
  const { host, publicHost, ports, settings, registerFile, idpDestination, baseUrl, appliesTo } = config;
  return withoutUndefined({
    ...settings,
    host,
    publicHost,
    ports,
    idpDestination,
    baseUrl,
    appliesTo,
    register: registerFile === undefined ? undefined : await loadRegister(resolve(dirname(file), registerFile)),
    tls: { ...(await pairOf(config.tls)), clientCa: await textOf(config.tls.clientCaFile) },
    signer: await pairOf(config.signer),
    idpSigner: await pairOf(config.idpSigner),
    pharmacies: await Promise.all(pharmacies),
  }) as SimulatorOptions;
}

function withoutUndefined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
