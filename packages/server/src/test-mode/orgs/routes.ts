import { ApiError, type Clock, IdentitySourceSettings, notFound } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import sql from 'sql-template-tag';
import Type from 'typebox';
import type { Database } from '../../database/database.ts';
import type { Room } from '../../http/room.ts';
import { dropOrg } from '../../orgs/create-org.ts';
import { DEFAULT_ORG, type OrgRegistry } from '../../orgs/org-registry.ts';
import { getOrg, listOrgs } from '../../orgs/org-rows.ts';
import type { OrgSettings } from '../../orgs/org-settings.ts';
import { forget } from '../states.ts';
import { createTestOrg } from './create-test-org.ts';
import { SpareSchemas } from './spare-schemas.ts';

const ORGS = '/api/v1/headwater/orgs';
const config = { access: 'administer', scope: 'headwater', bucket: ORGS } as const;
const tags = ['TestOrg'];
const closed = { additionalProperties: false };

const NewSource = Type.Object(
  {
    label: Type.String(),
    settings: Type.Optional(Type.Partial(IdentitySourceSettings)),
  },
  closed,
);

const NewTestOrg = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'Default: one that no other org has' })),
    testMode: Type.Optional(Type.Literal(true, { description: 'Orgs made here are always in test mode' })),
    seed: Type.Optional(Type.String({ description: 'What ids follow from; default: chance' })),
    limitsProfile: Type.Optional(Type.String({ description: '`okta` (default) or `open`' })),
    limits: Type.Optional(Type.Record(Type.String(), Type.Number())),
    rateLimits: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    choices: Type.Optional(Type.Record(Type.String(), Type.String())),
    sources: Type.Optional(Type.Array(NewSource, { maxItems: 100 })),
  },
  { ...closed, $id: 'NewTestOrg' },
);

const OrgSource = Type.Object({ id: Type.String(), label: Type.String() });

const MadeTestOrg = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    url: Type.String({ description: 'Base URL for clients: the path prefix `/o/<name>` of this server' }),
    token: Type.String({ description: 'For the client under test' }),
    controlToken: Type.String({ description: 'For the test itself: never idle for too long' }),
    sources: Type.Array(OrgSource),
  },
  { $id: 'MadeTestOrg' },
);

const ListedTestOrg = Type.Object(
  { id: Type.String(), name: Type.String(), url: Type.String(), created: Type.String({ format: 'date-time' }) },
  { $id: 'ListedTestOrg' },
);

/** What the room needs. */
export interface TestOrgsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly orgs: OrgRegistry;
  /** Whether the server was started for that; if not, every call is answered `featureOff`. */
  readonly allowed: boolean;
}

/** Orgs that tests make and drop, on a server that was started for that; for an administrator of the org `default`. */
export function testOrgsRoom({ database, clock, orgs, allowed }: TestOrgsOptions): Room {
  return (app) => {
    const spares = new SpareSchemas(database, (error) => app.log.warn(error));
    if (allowed) app.addHook('onReady', async () => spares.fill());
    app.addHook('onClose', () => spares.close());
    app.addHook('preHandler', async (request) => {
      if (!allowed || request.org.name !== DEFAULT_ORG) throw new ApiError('featureOff');
      await requireSuperAdministrator(request);
    });
    app.post(
      ORGS,
      {
        config,
        schema: {
          operationId: 'createTestOrg',
          summary: 'Create an org for a test',
          tags,
          body: NewTestOrg,
          response: { 201: MadeTestOrg },
        },
      },
      async (request, reply) => {
        const { name, seed, sources, testMode: _always, ...settings } = request.body;
        const made = await createTestOrg(
          { database, clock, spares },
          {
            ...(name === undefined ? {} : { name }),
            ...(seed === undefined ? {} : { seed }),
            ...(sources === undefined ? {} : { sources }),
            // Checked where they are read.
            settings: settings as Partial<OrgSettings>,
          },
        );
        await orgs.refresh();
        return reply.code(201).send({ ...made, url: urlOf(request, made.name) });
      },
    );
    app.get(
      ORGS,
      {
        config,
        schema: {
          operationId: 'listTestOrgs',
          summary: 'List the orgs in test mode',
          tags,
          response: { 200: Type.Array(ListedTestOrg) },
        },
      },
      async (request) => {
        const rows = (await listOrgs(database)).filter(({ testMode }) => testMode !== undefined);
        return rows.map(({ id, name, created }) => ({
          id,
          name,
          url: urlOf(request, name),
          created: created.toISOString(),
        }));
      },
    );
    app.delete(
      `${ORGS}/:name`,
      {
        config,
        schema: {
          operationId: 'deleteTestOrg',
          summary: 'Drop an org in test mode with everything in it',
          tags,
          params: Type.Object({ name: Type.String() }),
          response: { 204: Type.Null({ description: 'No Content' }) },
        },
      },
      async (request, reply) => {
        const { name } = request.params;
        const row = await getOrg(database, name);
        if (row.testMode === undefined) throw notFound(name, 'TestOrg');
        await database.inPlatform((tx) => forget(tx, name));
        await dropOrg(database, name);
        await orgs.refresh();
        return reply.code(204).send();
      },
    );
  };
}

/** Throws `forbidden` for a caller who is no super administrator with a token. */
async function requireSuperAdministrator({ org, caller }: FastifyRequest): Promise<void> {
  if (caller.kind !== 'token') throw new ApiError('forbidden');
  const found = await org.read((tx) =>
    tx.query(sql`SELECT FROM administrators WHERE user_id = ${caller.userId} AND role = 'SUPER_ADMIN'`),
  );
  if (found.length === 0) throw new ApiError('forbidden');
}

function urlOf(request: FastifyRequest, name: string): string {
  return `${request.origin}/o/${name}`;
}
