import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import { ErrorBody } from '@headwater/protocol';
import type { FastifySchema, RouteOptions } from 'fastify';
import { SCOPES } from '../access/scopes.ts';
import { scopeOfRoute } from './required-scope.ts';
import type { Access, App } from './room.ts';
import { documentSchemas, type SchemaDocument } from './schema-components.ts';

/** Errors that routes answer without saying so themselves, by what the route is. */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'Api validation failed, or the request body was not well-formed (E0000001, E0000003)',
  401: 'Invalid token provided (E0000011)',
  403: 'You do not have permission to perform the requested action (E0000006)',
  404: 'Resource not found (E0000007)',
  415: 'Unsupported media type (E0000012)',
  429: 'API call exceeded rate limit due to too many requests (E0000047)',
  500: 'Internal Server Error (E0000009)',
  503: 'The database is away (E0000010)',
};

/** Serves `GET /openapi.json`, made from the schemas that validate. Must be added before the rooms. */
export async function addOpenApi(app: App, version: string): Promise<void> {
  const components: SchemaDocument = documentSchemas();
  await app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Headwater',
        version,
        description: 'Identity sources, the directory they fill, and what an import did to it.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiToken: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'An API token: `SSWS <token>`',
          },
          oauth2: {
            type: 'oauth2',
            description: 'An access token of a service app: `Bearer <token>`, or `DPoP <token>` with a `DPoP` header',
            flows: {
              clientCredentials: {
                tokenUrl: '/oauth2/v1/token',
                scopes: Object.fromEntries(
                  SCOPES.map((scope) => [scope, scope.endsWith('.read') ? 'Read' : 'Read and change']),
                ),
              },
            },
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      schema: describe(schema ?? {}, route, url, components),
      url,
    }),
    transformObject: (document) => ('openapiObject' in document ? components.resolve(document.openapiObject) : {}),
  });
  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger());
}

function describe(schema: FastifySchema, route: RouteOptions, url: string, components: SchemaDocument): FastifySchema {
  const access = route.config?.access;
  const own = (schema.response ?? {}) as Readonly<Record<string, object>>;
  const errors = errorStatuses(schema, access, url).filter((status) => !(status in own));
  const responses = [
    ...Object.entries(own).map(
      ([status, response]) => [status, components.mark(response, STATUS_CODES[status])] as const,
    ),
    ...errors.map((status) => [`${status}`, components.mark(ErrorBody, ERROR_TEXTS[status] ?? '')] as const),
  ];
  return {
    ...schema,
    ...(access === 'public' ? {} : { security: securityOf(route) }),
    ...(schema.body === undefined ? {} : { body: components.mark(schema.body as object) }),
    response: Object.fromEntries(responses),
  };
}

/** An API token opens everything, an access token what has a scope. */
function securityOf({ config = {}, method }: RouteOptions): Record<string, string[]>[] {
  const scope = scopeOfRoute(config, [method].flat()[0] ?? '');
  return [{ apiToken: [] }, ...(scope === undefined ? [] : [{ oauth2: [scope] }])];
}

function errorStatuses(schema: FastifySchema, access: Access | undefined, url: string): readonly number[] {
  return [
    ...(access === 'public' && schema.querystring === undefined ? [] : [400]),
    ...(access === 'public' ? [] : [401, 403]),
    ...(url.includes('{') || url.includes(':') ? [404] : []),
    ...(schema.body === undefined ? [] : [415]),
    429,
    500,
    503,
  ];
}
