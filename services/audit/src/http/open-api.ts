import { z } from 'zod';
import { AUDIENCE } from './bearer-tokens.ts';
import { ROLES } from './reader.ts';
import { searchRequest } from './search-request.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const REFUSED = json({ type: 'object', required: ['error'], properties: { error: { type: 'string' } } });
const REFUSALS = {
  '401': {
    description: 'No token, or not one of the issuer for this service: `no-token`, `bad-token`, `no-issuer`',
    headers: { 'WWW-Authenticate': { schema: { type: 'string' } } },
    content: REFUSED,
  },
  '403': { description: 'The token lacks the role, or a vendor to read for: `missing-role`, `no-tenant`', content: REFUSED },
  '503': { description: 'The issuer, the database or Kafka cannot be reached; nothing was read', content: REFUSED },
};
const NOT_VALID = { '400': { description: 'The request does not fit this description', content: REFUSED } };
const NOT_FOUND = { '404': { description: 'Nothing, or nothing that the token may see', content: REFUSED } };

/** The API's description, OpenAPI 3.1. */
export function openApi(): object {
  const search = z.toJSONSchema(searchRequest, { io: 'input' });
  const path = (name: string, pattern = '^.+$') => [{ name, in: 'path', required: true, schema: { type: 'string', pattern } }];
  const operation = (
    {
      id,
      summary,
      role,
      content,
      refusals = {},
    }: { id: string; summary: string; role: string; content: object; refusals?: object },
    more: object = {},
  ) => ({
    operationId: id,
    summary,
    description: role === 'any' ? 'Any valid token.' : `Role: \`${role}\`. The reading itself is recorded.`,
    responses: { '200': { description: 'Found', content }, ...refusals, ...REFUSALS },
    ...more,
  });
  const body = { requestBody: { required: true, content: json(search) } };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Officine audit',
      version: '1.0.0',
      description: `Bearer tokens for the audience ${AUDIENCE}, with claims \`roles\` (${ROLES.join(', ')}) and \`vendor\`. Only audit.operator reads for every vendor.`,
    },
    security: [{ oidc: [] }],
    components: { securitySchemes: { oidc: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths: {
      '/v1/search': {
        post: operation(
          { id: 'search', summary: 'Find events, newest first', role: 'audit.read', content: json(EVENTS), refusals: NOT_VALID },
          body,
        ),
      },
      '/v1/fhir/AuditEvent/_search': {
        post: operation(
          {
            id: 'searchAsFhir',
            summary: 'The same as FHIR R4 AuditEvent (IHE BALP), in a Bundle',
            role: 'audit.export',
            content: { 'application/fhir+json': { schema: BUNDLE } },
            refusals: NOT_VALID,
          },
          body,
        ),
      },
      '/v1/requests/{requestId}/support-file': {
        get: operation(
          {
            id: 'supportFile',
            summary: 'What second-level support asks for, without patient data',
            role: 'audit.support',
            content: json(SUPPORT_FILE),
            refusals: NOT_FOUND,
          },
          { parameters: path('requestId') },
        ),
      },
      '/v1/checkpoints/after/{number}': {
        get: operation(
          {
            id: 'checkpoints',
            summary: 'Signed checkpoints after a number, for a witness; 1 000 at most',
            role: 'audit.witness',
            content: json(CHECKPOINTS),
          },
          { parameters: path('number', '^\\d{1,15}$') },
        ),
      },
      '/openapi.json': {
        get: operation({ id: 'description', summary: 'This description', role: 'any', content: json({ type: 'object' }) }),
      },
    },
  };
}

const EVENTS = {
  type: 'object',
  required: ['events'],
  properties: {
    events: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'source', 'chain', 'offset', 'data'],
        properties: {
          id: { type: 'string' },
          source: { type: 'string' },
          chain: { type: 'string' },
          offset: { type: 'integer' },
          data: { type: 'object' },
        },
      },
    },
  },
} as const;

const CHECKPOINTS = {
  type: 'object',
  required: ['checkpoints'],
  properties: {
    checkpoints: { type: 'array', items: { type: 'object', required: ['jws'], properties: { jws: { type: 'string' } } } },
  },
} as const;

const BUNDLE = {
  type: 'object',
  required: ['resourceType', 'type'],
  properties: {
    resourceType: { const: 'Bundle' },
    type: { type: 'string' },
    entry: { type: 'array', items: { type: 'object' } },
  },
} as const;

const SUPPORT_FILE = {
  type: 'object',
  required: ['requestId', 'correlationIds', 'traceIds', 'steps'],
  properties: {
    requestId: { type: 'string' },
    vendor: { type: 'string' },
    pharmacy: { type: 'string' },
    check: { type: 'string' },
    environment: { type: 'string' },
    correlationIds: { type: 'array', items: { type: 'string' } },
    traceIds: { type: 'array', items: { type: 'string' } },
    steps: { type: 'array', items: { type: 'object', required: ['at', 'service', 'action'] } },
  },
} as const;
