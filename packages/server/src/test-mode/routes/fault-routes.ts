import Type from 'typebox';
import { armFault, listFaults, removeFault, removeFaults } from '../faults/armed-faults.ts';
import { ArmedFault, NewFault } from '../faults/fault.ts';
import { type AddTestRoutes, NoContent, TEST_PATH, TEST_ROUTE, TEST_TAGS } from './test-route.ts';

const FAULTS = `${TEST_PATH}/faults`;

/** What is to go wrong. */
export const addFaultRoutes: AddTestRoutes = (app) => {
  app.post(
    FAULTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'armTestFault',
        summary: 'Make requests or imports to come go wrong',
        tags: TEST_TAGS,
        body: NewFault,
        response: { 201: ArmedFault },
      },
    },
    async ({ org, body }, reply) => reply.code(201).send(await org.transaction((tx) => armFault(tx, org.name, body))),
  );
  app.get(
    FAULTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'listTestFaults',
        summary: 'List the faults, with how often each still happens',
        tags: TEST_TAGS,
        response: { 200: Type.Array(ArmedFault) },
      },
    },
    async ({ org }) => org.read((tx) => listFaults(tx, org.name)),
  );
  app.delete(
    FAULTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'removeTestFaults',
        summary: 'Take all faults away',
        tags: TEST_TAGS,
        response: { 204: NoContent },
      },
    },
    async ({ org }, reply) => {
      await org.transaction((tx) => removeFaults(tx, org.name));
      return reply.code(204).send();
    },
  );
  app.delete(
    `${FAULTS}/:faultId`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'removeTestFault',
        summary: 'Take a fault away',
        tags: TEST_TAGS,
        params: Type.Object({ faultId: Type.String() }),
        response: { 204: NoContent },
      },
    },
    async ({ org, params }, reply) => {
      await org.transaction((tx) => removeFault(tx, org.name, params.faultId));
      return reply.code(204).send();
    },
  );
};
