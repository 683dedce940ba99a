import { setTimeout as delay } from 'node:timers/promises';
import { IdentitySourceSettings } from '@headwater/protocol';
import sql from 'sql-template-tag';
import Type, { type Static } from 'typebox';
import type { Org } from '../../orgs/org.ts';
import { createTestSource } from '../orgs/create-test-org.ts';
import { type AddTestRoutes, TEST_PATH, TEST_ROUTE, TEST_TAGS } from './test-route.ts';

const NewTestSource = Type.Object(
  {
    label: Type.String(),
    settings: Type.Optional(
      Type.Partial(IdentitySourceSettings, {
        description:
          'On top of the defaults and of importing without asking: confirmation and activation are automatic',
      }),
    ),
  },
  { additionalProperties: false, $id: 'NewTestSource' },
);

const TestSource = Type.Object({ id: Type.String(), label: Type.String() }, { $id: 'TestSource' });

const UnfinishedImport = Type.Object(
  {
    sessionId: Type.String(),
    identitySourceId: Type.String(),
    importId: Type.String(),
    status: Type.String({ description: 'QUEUED, PLANNING, PAUSED or APPLYING' }),
    notBefore: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When a fault lets it begin, on the org’s clock',
    }),
  },
  { $id: 'UnfinishedImport' },
);

const MOST_SECONDS = 60;
const LOOK_MILLISECONDS = 10;

/** Sources to test with, and waiting for their imports. */
export const addSourceRoutes: AddTestRoutes = (app) => {
  app.post(
    `${TEST_PATH}/sources`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'createTestSource',
        summary: 'Create an identity source',
        tags: TEST_TAGS,
        body: NewTestSource,
        response: { 201: TestSource },
      },
    },
    async ({ org, body }, reply) =>
      reply.code(201).send(await org.transaction((tx) => createTestSource(org, tx, body))),
  );
  app.get(
    `${TEST_PATH}/imports`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'listUnfinishedImports',
        summary: 'List imports that are not over, when there are none or the time is over',
        tags: TEST_TAGS,
        querystring: Type.Object({
          seconds: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: MOST_SECONDS,
              description: 'How long to wait, in real time. Default 0',
            }),
          ),
        }),
        response: { 200: Type.Array(UnfinishedImport) },
      },
    },
    async ({ org, query }) => untilFinished(org, (query.seconds ?? 0) * 1000),
  );
};

/** Imports end in other threads and processes, which the database alone knows of: so it is asked again and again. */
async function untilFinished(org: Org, milliseconds: number): Promise<readonly Static<typeof UnfinishedImport>[]> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const unfinished = await unfinishedImports(org);
    if (unfinished.length === 0 || performance.now() >= end) return unfinished;
    await delay(LOOK_MILLISECONDS, undefined, { ref: false });
  }
}

async function unfinishedImports(org: Org): Promise<readonly Static<typeof UnfinishedImport>[]> {
  const rows = await org.read((tx) =>
    tx.query<Omit<Static<typeof UnfinishedImport>, 'notBefore'> & { readonly notBefore: Date | null }>(sql`
      SELECT sessions.id AS "sessionId", sessions.source_id AS "identitySourceId", imports.id AS "importId", imports.status,
             hindered.not_before AS "notBefore"
      FROM sessions JOIN imports ON imports.session_id = sessions.id
        LEFT JOIN headwater_test.import_faults AS hindered
          ON hindered.org = ${org.name} AND hindered.import_id = imports.id
      WHERE sessions.status = 'TRIGGERED' ORDER BY imports.id`),
  );
  return rows.map(({ notBefore, ...row }) => ({ ...row, notBefore: notBefore?.toISOString() ?? null }));
}
