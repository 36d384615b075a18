import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';

/** What an API server answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  /** What it let through, and would rather not have. */
  readonly warnings: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** The few calls that these tests make of the Kubernetes API. */
export class KubernetesApi {
  readonly #url: string;
  readonly #ca: string;
  readonly #token: string;
  readonly #resources = new Map<string, Promise<readonly Resource[]>>();

  constructor({ url, ca, token }: { readonly url: string; readonly ca: string; readonly token: string }) {
    this.#url = url;
    this.#ca = ca;
    this.#token = token;
  }

  /** One call; again, as it asks for it, where the server is not quite there yet. */
  async request(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiAnswer> {
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#once(method, path, body, contentType);
      if (answer.status !== 429 || tries >= 30) {
        return answer;
      }
      await pause(1_000);
    }
  }

  #once(method: string, path: string, body: unknown, contentType: string): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.#token}`, ...(body !== undefined && { 'content-type': contentType }) };
      const call = request(new URL(path, this.#url), { method, ca: this.#ca, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const warnings = [response.headers['warning'] ?? []].flat();
          resolve({ status: response.statusCode ?? 0, body: text.startsWith('{') ? JSON.parse(text) : text, warnings });
        });
      });
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Whether the API server would take an object, by its own types and its whole admission. `null`, or why not. */
  async refusalOf(object: KubernetesObject): Promise<string | null> {
    const path = await this.pathOf(object);
    const { status, body } = await this.request('POST', `${path}?dryRun=All&fieldValidation=Strict`, object);
    return status < 300 ? null : `${object.kind} ${object.metadata.name}: ${(body as { message?: string }).message ?? status}`;
  }

  /** Makes an object. Thrown where it is refused: Error. */
  async create(object: KubernetesObject): Promise<void> {
    const { status, body } = await this.request('POST', await this.pathOf(object), object);
    if (status >= 300 && status !== 409) {
      throw new Error(`${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
    }
  }

  /** The objects of a collection. Thrown where it cannot be read: Error. */
  async list(path: string): Promise<readonly unknown[]> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) {
      throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    }
    return (body as { readonly items: readonly unknown[] }).items;
  }

  /** The collection that an object belongs to. Kinds that were just defined take a moment to be served. */
  async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const found = (await this.#resourcesOf(base)).find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (found === undefined) {
      throw new Error(`the API server knows no ${apiVersion} ${kind}`);
    }
    return found.namespaced ? `${base}/namespaces/${metadata.namespace ?? 'default'}/${found.name}` : `${base}/${found.name}`;
  }

  #resourcesOf(base: string): Promise<readonly Resource[]> {
    const known = this.#resources.get(base) ?? this.#ask(base);
    this.#resources.set(base, known);
    return known;
  }

  async #ask(base: string): Promise<readonly Resource[]> {
    const { body } = await this.request('GET', base);
    return (body as { resources?: readonly Resource[] }).resources ?? [];
  }
}
