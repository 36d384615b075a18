import { z } from 'zod';
import { AUDIENCE } from './bearer-tokens.ts';
import { ROLES } from './reader.ts';
import { searchRequest } from './search-request.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const REFUSALS = {
  '401': { description: 'No token, or not one of the issuer for this service' },
  '403': { description: 'The token lacks the role, or a vendor to read for' },
  '503': { description: 'The issuer, the database or Kafka cannot be reached' },
};

/** The API's description, OpenAPI 3.1. */
export function openApi(): object {
  const search = z.toJSONSchema(searchRequest, { io: 'input' });
  const path = (name: string, pattern = '^.+$') => [{ name, in: 'path', required: true, schema: { type: 'string', pattern } }];
  const operation = (summary: string, role: string, content: object, more: object = {}) => ({
    summary,
    description: `Role: ${role}. The reading itself is recorded.`,
    responses: { '200': { description: 'Found', content }, ...REFUSALS },
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
      '/v1/search': { post: operation('Find events, newest first', 'audit.read', json(EVENTS), body) },
      '/v1/fhir/AuditEvent/_search': {
        post: operation('The same as FHIR R4 AuditEvent (IHE BALP)', 'audit.export', { 'application/fhir+json': {} }, body),
      },
      '/v1/requests/{requestId}/support-file': {
        get: operation('What second-level support asks for, without patient data', 'audit.support', json({ type: 'object' }), {
          parameters: path('requestId'),
        }),
      },
      '/v1/checkpoints/after/{number}': {
        get: operation('Signed checkpoints after a number, for a witness', 'audit.witness', json(CHECKPOINTS), {
          parameters: path('number', '^\\d+$'),
        }),
      },
      '/openapi.json': { get: operation('This description', 'any', json({ type: 'object' })) },
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
