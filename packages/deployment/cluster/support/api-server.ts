import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, type OwnedProcess, startProcess } from '@officine/devstack';
import { clusterTools } from './cluster-tools.ts';
import { KubernetesApi } from './kubernetes-api.ts';

const TIMEOUT_MS = 120_000;
const EVERY_MS = 250;

/**
 * A real API server with its real admission, on loopback, without nodes and controllers: what it takes is what a cluster takes; nothing runs.
 */
export class ApiServer {
  readonly api: KubernetesApi;
  readonly kubeconfig: string;
  readonly #processes: readonly OwnedProcess[];
  readonly #folder: string;

  private constructor(api: KubernetesApi, kubeconfig: string, processes: readonly OwnedProcess[], folder: string) {
    this.api = api;
    this.kubeconfig = kubeconfig;
    this.#processes = processes;
    this.#folder = folder;
  }

  /** Ready to take objects when this resolves. */
  static async start(): Promise<ApiServer> {
    const tools = await clusterTools();
    const folder = mkdtempSync(join(tmpdir(), 'officine-cluster-'));
    const [client = 0, peer = 0, port = 0] = await freePorts(3);
    const token = randomBytes(24).toString('base64url');
    const etcd = startEtcd(tools.etcd, folder, client, peer);
    const server = startApiServer(tools.apiServer, folder, { etcd: client, port, token });
    try {
      const url = `https://127.0.0.1:${port}`;
      const ca = await fileThatComes(join(folder, 'certificates', 'apiserver.crt'), server);
      const api = new KubernetesApi({ url, ca, token });
      await untilReady(api, server);
      return new ApiServer(api, writeKubeconfig(folder, { url, ca, token }), [server, etcd], folder);
    } catch (error) {
      await Promise.all([server, etcd].map((child) => child.stop(0)));
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const child of this.#processes) {
      await child.stop(5_000);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function startEtcd(command: string, folder: string, client: number, peer: number): OwnedProcess {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return startProcess({
    name: 'etcd',
    command,
    args: [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${at(client)}`,
      `--advertise-client-urls=${at(client)}`,
      `--listen-peer-urls=${at(peer)}`,
      `--initial-advertise-peer-urls=${at(peer)}`,
      `--initial-cluster=default=${at(peer)}`,
      '--unsafe-no-fsync',
    ],
    logFile: join(folder, 'etcd.log'),
  });
}

function startApiServer(
  command: string,
  folder: string,
  { etcd, port, token }: { etcd: number; port: number; token: string },
): OwnedProcess {
  const serviceAccountKey = join(folder, 'service-account.key');
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(
    serviceAccountKey,
    generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
    {
      mode: 0o600,
    },
  );
  writeFileSync(tokens, `${token},installer,1,"system:masters"\n`, { mode: 0o600 });
  return startProcess({
    name: 'kube-apiserver',
    command,
    args: [
      `--etcd-servers=http://127.0.0.1:${etcd}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${join(folder, 'certificates')}`,
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${serviceAccountKey}`,
      `--service-account-signing-key-file=${serviceAccountKey}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--endpoint-reconciler-type=none',
    ],
    logFile: join(folder, 'kube-apiserver.log'),
  });
}

async function fileThatComes(file: string, server: OwnedProcess): Promise<string> {
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; await pause(EVERY_MS)) {
    if (!server.running()) break;
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // Not yet.
    }
  }
  throw new Error(`kube-apiserver did not come up:\n${server.tail()}`);
}

async function untilReady(api: KubernetesApi, server: OwnedProcess): Promise<void> {
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; await pause(EVERY_MS)) {
    if (!server.running()) break;
    const { status } = await api.request('GET', '/readyz').catch(() => ({ status: 0 }));
    if (status === 200) return;
  }
  throw new Error(`kube-apiserver is not ready:\n${server.tail()}`);
}

function writeKubeconfig(folder: string, { url, ca, token }: { url: string; ca: string; token: string }): string {
  const file = join(folder, 'kubeconfig.json');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'local', cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'installer', user: { token } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user: 'installer' } }],
    'current-context': 'local',
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}
