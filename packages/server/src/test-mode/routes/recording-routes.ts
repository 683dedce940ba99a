import Type from 'typebox';
import { sendPage } from '../../http/pagination.ts';
import { Exchange } from '../recording/exchange.ts';
import { deleteExchanges, listExchanges } from '../recording/exchanges.ts';
import { type AddTestRoutes, NoContent, TEST_PATH, TEST_ROUTE, TEST_TAGS } from './test-route.ts';

const REQUESTS = `${TEST_PATH}/requests`;
const MOST = 1_000;

const ExchangeListQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'The number of an exchange: only later ones' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST, description: `Default ${MOST}` })),
  operationId: Type.Optional(Type.String()),
  path: Type.Optional(Type.String({ description: 'Pattern, as of a fault' })),
});

/** What was asked and answered. */
export const addRecordingRoutes: AddTestRoutes = (app) => {
  app.get(
    REQUESTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'listTestRequests',
        summary: 'List requests with their answers, in the order of the answers',
        tags: TEST_TAGS,
        querystring: ExchangeListQuery,
        response: { 200: Type.Array(Exchange) },
      },
    },
    async (request, reply) => {
      const { org, query } = request;
      const { after = 0, limit = MOST } = query;
      const found = await org.read((tx) => listExchanges(tx, org.name, { ...query, after, limit: limit + 1 }));
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next = found.length > limit && last !== undefined ? { after: last.number } : null;
      return sendPage(request, reply, page, next);
    },
  );
  app.delete(
    REQUESTS,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'deleteTestRequests',
        summary: 'Forget the requests so far',
        tags: TEST_TAGS,
        response: { 204: NoContent },
      },
    },
    async ({ org }, reply) => {
      await org.transaction((tx) => deleteExchanges(tx, org.name));
      return reply.code(204).send();
    },
  );
};
