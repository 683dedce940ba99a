import { FlowTable, FlowTableChange, FlowTableRequest } from '@headwater/protocol';
import sql, { join } from 'sql-template-tag';
import Type from 'typebox';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { isBehind, positionAfter } from '../named-position.ts';
import { addTableFiles } from './file-routes.ts';
import { createTable, deleteTable, updateTable } from './manage-tables.ts';
import { presentTable } from './present-table.ts';
import { addRows } from './row-routes.ts';
import { getTable, selectTables } from './table.ts';
import { CHANGE, READ, TABLE, TABLES, TableParams, tags } from './table-route.ts';

const PAGE = { usual: 50, largest: 200 };

/** Tables of flows and their rows (workflows-functions 11). */
export const tablesRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addReading(app);
  addChanges(app);
  addRows(app);
  addTableFiles(app);
};

function addReading(app: App): void {
  app.get(
    TABLES,
    {
      config: READ,
      schema: {
        operationId: 'listFlowTables',
        summary: 'List tables of flows, by name',
        tags,
        querystring: Type.Object({
          packId: Type.Optional(Type.String()),
          gone: Type.Optional(
            Type.Boolean({
              default: false,
              description: 'Also those that the newest version of their pack has no more',
            }),
          ),
          limit: limitParameter(PAGE),
          after: afterParameter,
        }),
        response: { 200: Type.Array(FlowTable) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const size = pageSize(org, query.limit, PAGE);
      const conditions = [sql`true`];
      if (query.packId !== undefined) conditions.push(sql`pack_id = ${query.packId}`);
      if (query.gone !== true) conditions.push(sql`NOT is_gone`);
      if (query.after !== undefined) conditions.push(isBehind(query.after));
      const found = await org.read((tx) => selectTables(tx, join(conditions, ' AND '), size + 1));
      const page = found.slice(0, size);
      const last = found.length > size ? page.at(-1) : undefined;
      return sendPage(
        request,
        reply,
        page.map(presentTable),
        last === undefined ? null : { after: positionAfter(last) },
      );
    },
  );
  app.get(
    TABLE,
    {
      config: READ,
      schema: {
        operationId: 'getFlowTable',
        summary: 'Retrieve a table of flows',
        tags,
        params: TableParams,
        response: { 200: FlowTable },
      },
    },
    async ({ org, params }) => presentTable(await org.read((tx) => getTable(tx, params.tableId))),
  );
}

function addChanges(app: App): void {
  app.post(
    TABLES,
    {
      config: CHANGE,
      schema: {
        operationId: 'createFlowTable',
        summary: 'Create a table of flows',
        tags,
        body: FlowTableRequest,
        response: { 201: FlowTable },
      },
    },
    async ({ org, body }, reply) => {
      const made = await org.transaction((tx) => createTable(tx, org, body));
      return reply.code(201).send(presentTable(made));
    },
  );
  app.patch(
    TABLE,
    {
      config: CHANGE,
      schema: {
        operationId: 'updateFlowTable',
        summary: 'Change a table that was made by hand',
        description:
          'Columns, when sent, are all of them: others are deleted with their cells, cells of another type are converted.',
        tags,
        params: TableParams,
        body: FlowTableChange,
        response: { 200: FlowTable },
      },
    },
    async ({ org, params, body }) =>
      presentTable(await org.transaction((tx) => updateTable(tx, org, params.tableId, body))),
  );
  app.delete(
    TABLE,
    {
      config: CHANGE,
      schema: {
        operationId: 'deleteFlowTable',
        summary: 'Delete a table with its rows',
        description: 'One of a pack only when the newest version of the pack has it no more.',
        tags,
        params: TableParams,
        response: { 204: NoContent },
      },
    },
    async ({ org, params }, reply) => {
      await org.transaction((tx) => deleteTable(tx, params.tableId));
      return reply.code(204).send();
    },
  );
}
