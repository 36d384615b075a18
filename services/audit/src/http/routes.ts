import { z } from 'zod';
import type { ReadAudit } from '../application/read-audit.ts';
import { openApi } from './open-api.ts';
import { demand, type Reader, type Role } from './reader.ts';
import { queryOf, searchRequest } from './search-request.ts';

/** What a route answers. */
export interface Answer {
  readonly status: 200 | 400 | 404;
  readonly body: unknown;
  readonly contentType?: 'application/json' | 'application/fhir+json';
}

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Matched against the whole path. */
  readonly path: RegExp;
  /** The path as logs and the description name it, without values. */
  readonly name: string;
  readonly role: Role | null;
  answer(request: { readonly reader: Reader; readonly parameter: string; readonly body: unknown }): Promise<Answer>;
}

const NOT_VALID = { status: 400, body: { error: 'the request does not fit the description' } } as const;
const requestId = z.string().min(1).max(256);
const checkpointNumber = z.coerce.number().int().nonnegative();

/** The API's operations. */
export function routesOf(audit: ReadAudit): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/openapi\.json$/,
      name: '/openapi.json',
      role: null,
      answer: async () => ({ status: 200, body: openApi() }),
    },
    {
      method: 'POST',
      path: /^\/v1\/search$/,
      name: '/v1/search',
      role: 'audit.read',
      answer: async ({ reader, body }) => {
        const asked = searchRequest.safeParse(body);
        return asked.success
          ? { status: 200, body: { events: await audit.search(reader.id, queryOf(asked.data, reader.vendor), asked.data.limit) } }
          : NOT_VALID;
      },
    },
    {
      method: 'POST',
      path: /^\/v1\/fhir\/AuditEvent\/_search$/,
      name: '/v1/fhir/AuditEvent/_search',
      role: 'audit.export',
      answer: async ({ reader, body }) => {
        const asked = searchRequest.safeParse(body);
        return asked.success
          ? {
              status: 200,
              body: await audit.fhir(reader.id, queryOf(asked.data, reader.vendor), asked.data.limit),
              contentType: 'application/fhir+json',
            }
          : NOT_VALID;
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/requests\/([^/]+)\/support-file$/,
      name: '/v1/requests/{requestId}/support-file',
      role: 'audit.support',
      answer: async ({ reader, parameter }) => {
        const asked = requestId.safeParse(parameter);
        const file = asked.success ? await audit.supportFile(reader.id, asked.data, reader.vendor) : undefined;
        return file === undefined ? { status: 404, body: { error: 'no such request' } } : { status: 200, body: file };
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/checkpoints\/after\/(\d{1,15})$/,
      name: '/v1/checkpoints/after/{number}',
      role: 'audit.witness',
      answer: async ({ reader, parameter }) => ({
        status: 200,
        body: { checkpoints: await audit.checkpoints(reader.id, checkpointNumber.parse(parameter)) },
      }),
    },
  ];
}

/** Throws `AccessDenied` where the reader may not use the route. */
export function admit(route: Route, reader: Reader): void {
  if (route.role !== null) {
    demand(reader, route.role);
  }
}
