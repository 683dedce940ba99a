import { LogEvent } from '@headwater/protocol';
import Type from 'typebox';
import { limitParameter, pageSize, sendPage } from '../http/pagination.ts';
import type { Room } from '../http/room.ts';
import { type LogQuery, readLog } from './read-log.ts';

const PAGE = { usual: 100, largest: 1000 };

const Query = Type.Object({
  since: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Lower bound, inclusive. Default: seven days before `until` or now.',
    }),
  ),
  until: Type.Optional(
    Type.String({
      format: 'date-time',
      description:
        'Upper bound, exclusive. Without it an ascending query polls: its `next` link is always there and leads to new events.',
    }),
  ),
  filter: Type.Optional(
    Type.String({
      description:
        'SCIM filter over the fields of the event, such as `eventType eq "user.lifecycle.create" and target.id eq "00u…"`.',
    }),
  ),
  q: Type.Optional(Type.String({ maxLength: 400, description: 'Words that all occur in the event.' })),
  limit: limitParameter(PAGE),
  sortOrder: Type.Optional(Type.Enum(['ASCENDING', 'DESCENDING'], { default: 'ASCENDING' })),
  after: Type.Optional(Type.String({ description: 'From the `next` link.' })),
});

/** `GET /api/v1/logs` (identity-sources-api 7.7). */
export const systemLogRoom: Room = (app) => {
  app.get(
    '/api/v1/logs',
    {
      config: { access: 'administer', scope: 'logs' },
      schema: {
        operationId: 'listLogEvents',
        summary: 'List all System Log events',
        tags: ['SystemLog'],
        querystring: Query,
        response: { 200: Type.Array(LogEvent) },
      },
    },
    async (request, reply) => {
      const { since, until, filter, q, after } = request.query;
      const query: LogQuery = {
        limit: pageSize(request.org, request.query.limit, PAGE),
        sortOrder: request.query.sortOrder ?? 'ASCENDING',
        ...(since === undefined ? {} : { since: new Date(since) }),
        ...(until === undefined ? {} : { until: new Date(until) }),
        ...(filter === undefined || filter === '' ? {} : { filter }),
        ...(q === undefined || q === '' ? {} : { q }),
        ...(after === undefined ? {} : { after }),
      };
      const page = await readLog(request.org, query);
      return sendPage(request, reply, page.entries, page.next === null ? null : { after: page.next });
    },
  );
};
