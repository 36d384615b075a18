import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mongodbReady } from './mongodb-ready.ts';
import { freePort } from './ports.ts';
import { isOnPath } from './prerequisites.ts';
import { startProcess, untilReady } from './processes.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { SECANTUS_VERSION, secantusPython } from './secantus.ts';

/** A MongoDB of ours, or what stands in for it. */
export interface LocalMongodb {
  readonly uri: string;
  readonly pid: number;
  stop(): Promise<void>;
}

interface Server {
  readonly title: string;
  readonly command: string;
  readonly args: (port: number, folder: string) => string[];
  readonly isMongod: boolean;
}

const READY_TIMEOUT_MS = 120_000;

/** Starts `mongod` where there is one, else SecantusDB, on a free port of 127.0.0.1. A replica set of one either way. */
export async function startMongodb(run: RunFolder, progress: Progress): Promise<LocalMongodb> {
  const server = (await isOnPath('mongod')) ? mongod : secantus(await secantusPython(progress));
  const port = await freePort();
  const folder = join(run.temporary, 'mongodb');
  mkdirSync(folder, { recursive: true });
  return await progress.step(`Start ${server.title} (port ${port})`, async () => {
    const child = startProcess({
      name: server.title,
      command: server.command,
      args: server.args(port, folder),
      cwd: folder,
      logFile: join(run.logs, 'mongodb.log'),
    });
    const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    try {
      await untilReady(child, (signal) =>
        mongodbReady({ uri, initiateReplicaSet: server.isMongod, timeoutMs: READY_TIMEOUT_MS, signal }),
      );
    } catch (error) {
      await child.stop(0);
      throw error;
    }
    return { uri, pid: child.pid, stop: async () => void (await child.stop(2_000)) };
  });
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
    args: (port, folder) => [
      ...['-m', 'secantus', '--host', '127.0.0.1', '--port', String(port), '--storage-path', folder],
      ...['--log-level', 'WARNING', '--cache-size', '256M'],
    ],
    isMongod: false,
  };
}
