import { join } from 'node:path';
import type { ControlPharmacy } from '@officine/contracts';
import type { KeyPair, PharmacyOptions } from '@officine/mysecu-simulator';
import { credentialFiles, issueCertificate, makeCredentials, readCredential } from '../identities/pharmacy-credentials.ts';
import { makePlatform } from '../identities/platform.ts';
import type { Progress } from '../infrastructure/progress.ts';
import type { RunFolder } from '../infrastructure/run-folder.ts';
import { simulatorSettings } from './settings.ts';
import { type RunningSimulator, startSimulatorProcess } from './simulator.ts';
import type { SimulatorMessage } from './simulator-messages.ts';

/** What a stack talks to, and with whose keys. */
export interface Platform {
  /** Undefined where `MYSECU_SERVICE_URL` points elsewhere. */
  readonly simulator: RunningSimulator | undefined;
  readonly credentialsDir: string;
  /** The `MYSECU_*` settings that lead there; empty where the environment has them. */
  readonly settings: Readonly<Record<string, string>>;
  /** A new key and certificate for a pharmacy, of the authority that the platform believes. */
  issue(pharmacy: ControlPharmacy): Promise<KeyPair>;
  stop(): Promise<void>;
}

/** What the caller may decide of the simulator. */
export type SimulatorChoices = Partial<
  Omit<SimulatorMessage['options'], 'tls' | 'tlsAuthority' | 'signer' | 'idpSigner' | 'pharmacies'>
>;

/** What a platform is made of. */
export interface PlatformOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly pharmacies: readonly ControlPharmacy[];
  readonly choices: SimulatorChoices;
  readonly run: RunFolder;
  readonly progress: Progress;
}

/** Makes keys that nobody gave, and starts the simulator unless `MYSECU_SERVICE_URL` points elsewhere. */
export async function startPlatform({ env, pharmacies, choices, run, progress }: PlatformOptions): Promise<Platform> {
  const keys = join(run.temporary, 'keys');
  const given = env['OFFICINE_CREDENTIALS_DIR'] || undefined;
  const credentialsDir = given ?? join(keys, 'credentials');
  const identities = await progress.step('Make keys and certificates', async () => {
    const platform = await makePlatform(join(keys, 'platform'));
    if (given === undefined) {
      await makeCredentials(credentialsDir, pharmacies, platform.ca);
    }
    return platform;
  });
  const issue = (pharmacy: ControlPharmacy) => issueCertificate(pharmacy, identities.ca);
  if (env['MYSECU_SERVICE_URL']) {
    progress.note(`No simulator: MYSECU_SERVICE_URL is ${env['MYSECU_SERVICE_URL']}`);
    return { simulator: undefined, credentialsDir, settings: {}, issue, stop: () => Promise.resolve() };
  }
  const known = await usablePharmacies(credentialsDir, pharmacies, progress);
  const { ca, tls, signer, idpSigner } = identities;
  // Certificates that somebody else made are trusted one by one: their authority need not be known.
  const clients = given === undefined ? [] : known.map(({ certificate }) => certificate);
  const simulator = await progress.step('Start the simulator of eSanté and mySecu', () =>
    startSimulatorProcess(
      { ...choices, tls: { ...tls, clientCa: ca.cert, clients }, tlsAuthority: ca, signer, idpSigner, pharmacies: known },
      join(run.logs, 'simulator.log'),
    ),
  );
  return {
    simulator,
    credentialsDir,
    settings: simulatorSettings(simulator, identities),
    issue,
    stop: async () => void (await simulator.process.stop(2_000)),
  };
}

/** One pharmacy's bad file is that pharmacy's matter: the services say so to whoever asks for it, and the others are served. */
async function usablePharmacies(
  credentialsDir: string,
  pharmacies: readonly ControlPharmacy[],
  progress: Progress,
): Promise<PharmacyOptions[]> {
  const read = await Promise.allSettled(pharmacies.map((pharmacy) => readCredential(credentialsDir, pharmacy)));
  return read.flatMap((result) => {
    if (result.status === 'fulfilled') return [result.value];
    progress.note(`The simulator will not know this pharmacy: ${result.reason instanceof Error ? result.reason.message : ''}`);
    return [];
  });
}

/** The pharmacies as `stack.json` shows them. */
export function describePharmacies(pharmacies: readonly ControlPharmacy[], credentialsDir: string) {
  return pharmacies.map(({ id, codePrestataire, eHealthId }) => {
    const { certificateFile, passphraseFile } = credentialFiles(credentialsDir, id);
    return { id, codePrestataire, eHealthId, certificateFile, passphraseFile };
  });
}
