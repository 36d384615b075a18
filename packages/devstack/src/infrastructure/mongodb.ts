import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { mongodbReady } from './mongodb-ready.ts';
import { freePort } from './ports.ts';
import { isOnPath } from './prerequisites.ts';
import { type OwnedProcess, startProcess, untilReady } from './processes.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { SECANTUS_VERSION, secantusPython } from './secantus.ts';

/** A MongoDB of ours, or what stands in for it. */
export interface LocalMongodb {
  readonly uri: string;
  /** Of the present process. */
  readonly pid: number;
  /** SIGSTOP is a server that hangs, SIGCONT its end. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL: a crash. Resolves when it has ended. */
  crash(): Promise<void>;
  /** Starts it again, on the same port and data, after `crash`; resolves when it can be used. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** How to start it. */
export interface MongodbOptions {
  /** Clients must authenticate. The administrator's credentials are in the URI. SecantusDB only. */
  readonly withUsers?: boolean;
}

interface Server {
  readonly title: string;
  readonly command: string;
  readonly args: (port: number, folder: string, withUsers: boolean) => string[];
  readonly isMongod: boolean;
}

const READY_TIMEOUT_MS = 120_000;

/** Starts `mongod` where there is one, else SecantusDB, on a free port of 127.0.0.1. A replica set of one either way. */
export async function startMongodb(
  run: RunFolder,
  progress: Progress,
  { withUsers = false }: MongodbOptions = {},
): Promise<LocalMongodb> {
  const server = !withUsers && (await isOnPath('mongod')) ? mongod : secantus(await secantusPython(progress));
  const port = await freePort();
  const folder = join(run.temporary, withUsers ? 'mongodb-with-users' : 'mongodb');
  mkdirSync(folder, { recursive: true });
  const plain = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const start = async (uri: string, asksForUsers: boolean): Promise<OwnedProcess> => {
    const child = startProcess({
      name: server.title,
      command: server.command,
      args: server.args(port, folder, asksForUsers),
      cwd: folder,
      logFile: join(run.logs, 'mongodb.log'),
    });
    try {
      await untilReady(child, (signal) =>
        mongodbReady({ uri, initiateReplicaSet: server.isMongod, timeoutMs: READY_TIMEOUT_MS, signal }),
      );
    } catch (error) {
      await child.stop(0);
      throw error;
    }
    return child;
  };
  return await progress.step(`Start ${server.title} (port ${port})`, async () => {
    let child = await start(plain, false);
    let uri = plain;
    if (withUsers) {
      // The first user is made before users are asked for, as with `mongod`.
      uri = await makeAdministrator(plain);
      await child.stop(2_000);
      child = await start(uri, true);
    }
    return {
      uri,
      get pid() {
        return child.pid;
      },
      signal: (signal) => child.signal(signal),
      async crash() {
        child.signal('SIGKILL');
        await child.ended;
      },
      async restart() {
        child = await start(uri, withUsers);
      },
      stop: async () => void (await child.stop(2_000)),
    };
  });
}

async function makeAdministrator(plain: string): Promise<string> {
  const pwd = randomUUID();
  const client = await new MongoClient(plain).connect();
  try {
    await client.db('admin').command({ createUser: 'admin', pwd, roles: [{ role: 'root', db: 'admin' }] });
  } finally {
    await client.close();
  }
  return plain.replace('mongodb://', `mongodb://admin:${pwd}@`).replace('/?', '/?authSource=admin&');
}

const mongod: Server = {
  title: 'MongoDB',
  command: 'mongod',
  args: (port, folder) => ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder, '--replSet', 'officine'],
  isMongod: true,
};

function secantus(python: string): Server {
  return {
    title: `SecantusDB ${SECANTUS_VERSION} for MongoDB`,
    command: python,
    args: (port, folder, withUsers) => [
      ...['-m', 'secantus', '--host', '127.0.0.1', '--port', String(port), '--storage-path', folder],
      ...['--log-level', 'WARNING', '--cache-size', '256M'],
      ...(withUsers ? ['--auth'] : []),
    ],
    isMongod: false,
  };
}
