import Type from 'typebox';
import { deleteSnapshot, goBackTo, listSnapshots, resetOrg, saveSnapshot } from '../states.ts';
import { type AddTestRoutes, NoContent, TEST_PATH, TEST_ROUTE, TEST_TAGS } from './test-route.ts';

const SNAPSHOTS = `${TEST_PATH}/snapshots`;

const Snapshot = Type.Object(
  { name: Type.String(), taken: Type.String({ format: 'date-time', description: 'The org’s time' }) },
  { $id: 'TestSnapshot' },
);

const NewSnapshot = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false, $id: 'NewTestSnapshot' },
);

const SnapshotParams = Type.Object({ name: Type.String() });

/** Reset and snapshots. */
export const addStateRoutes: AddTestRoutes = (app, parts) => {
  app.post(
    `${TEST_PATH}/reset`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'resetTestOrg',
        summary: 'Put the org back to how it was when test mode began',
        tags: TEST_TAGS,
        response: { 204: NoContent },
      },
    },
    async ({ org }, reply) => {
      await resetOrg(parts, org);
      return reply.code(204).send();
    },
  );
  app.post(
    SNAPSHOTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'takeTestSnapshot',
        summary: 'Keep the org as it is now under a name',
        tags: TEST_TAGS,
        body: NewSnapshot,
        response: { 201: Snapshot },
      },
    },
    async ({ org, body }, reply) => reply.code(201).send(await saveSnapshot(parts, org, body.name)),
  );
  app.get(
    SNAPSHOTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'listTestSnapshots',
        summary: 'List the snapshots, oldest first',
        tags: TEST_TAGS,
        response: { 200: Type.Array(Snapshot) },
      },
    },
    async ({ org }) => org.read((tx) => listSnapshots(tx, org)),
  );
  app.post(
    `${SNAPSHOTS}/:name/restore`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'restoreTestSnapshot',
        summary: 'Put the org back to a snapshot',
        tags: TEST_TAGS,
        params: SnapshotParams,
        response: { 204: NoContent },
      },
    },
    async ({ org, params }, reply) => {
      await goBackTo(parts, org, params.name);
      return reply.code(204).send();
    },
  );
  app.delete(
    `${SNAPSHOTS}/:name`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'deleteTestSnapshot',
        summary: 'Delete a snapshot',
        tags: TEST_TAGS,
        params: SnapshotParams,
        response: { 204: NoContent },
      },
    },
    async ({ org, params }, reply) => {
      await org.transaction((tx) => deleteSnapshot(tx, org, params.name));
      return reply.code(204).send();
    },
  );
};
