import { randomUUID } from 'node:crypto';
import { ApiError, FlowRow, FlowRowRequest, notFound } from '@headwater/protocol';
import { fromJson, newCells, type RowQuery, type ValueObject } from '@headwater/workflows';
import sql from 'sql-template-tag';
import Type from 'typebox';
import type { Transaction } from '../../database/transaction.ts';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import type { App } from '../../http/room.ts';
import type { Org } from '../../orgs/org.ts';
import { encodeCells } from './cells.ts';
import { presentRow } from './present-table.ts';
import { readFilter } from './read-filter.ts';
import { deleteRow, findRow, insertRows, searchRows } from './rows.ts';
import { type FlowTable, getTable } from './table.ts';
import { answered } from './table-error.ts';
import { tableLimits } from './table-limits.ts';
import { CHANGE, READ, TABLE, TableParams, tags } from './table-route.ts';

const ROWS = `${TABLE}/rows`;
const ROW = `${ROWS}/:rowId`;
const RowParams = Type.Object({ ...TableParams.properties, rowId: Type.String() });
const PAGE = { usual: 100, largest: 1_000 };

/** Rows of tables, one by one and in pages. */
export function addRows(app: App): void {
  addList(app);
  addSingle(app);
  addChanges(app);
}

function addList(app: App): void {
  app.get(
    ROWS,
    {
      config: READ,
      schema: {
        operationId: 'listFlowRows',
        summary: 'List rows of a table',
        description:
          'In the order of their creation unless sorted. Pages are counted: rows that are added or deleted meanwhile move the others.',
        tags,
        params: TableParams,
        querystring: Type.Object({
          filter: Type.Optional(
            Type.String({
              maxLength: 10_000,
              description: '`active eq true and "First Name" ne "Ada"`; linked from left to right, as by cards',
            }),
          ),
          sortBy: Type.Optional(Type.String({ description: 'A column, `Row ID`, `Created` or `Updated`' })),
          sortOrder: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'asc' })),
          limit: limitParameter(PAGE),
          after: afterParameter,
        }),
        response: { 200: Type.Array(FlowRow) },
      },
    },
    async (request, reply) => {
      const { query, params, org } = request;
      const size = pageSize(org, query.limit, PAGE);
      const offset = offsetOf(query.after);
      const wanted: RowQuery = {
        terms: query.filter === undefined ? [] : readFilter(query.filter),
        ...(query.sortBy === undefined
          ? {}
          : { sortBy: { column: query.sortBy, direction: query.sortOrder ?? 'asc' } }),
        limit: size + 1,
        offset,
      };
      const found = await org.read(async (tx) => {
        const table = await getTable(tx, params.tableId);
        return answered('filter', () => searchRows(tx, table, wanted));
      });
      const page = found.slice(0, size);
      return sendPage(request, reply, page.map(presentRow), found.length > size ? { after: offset + size } : null);
    },
  );
}

function offsetOf(after: string | undefined): number {
  if (after === undefined) return 0;
  if (/^\d{1,9}$/.test(after)) return Number(after);
  throw new ApiError('invalidPaging', { causes: [`Invalid cursor: ${after.slice(0, 40)}`] });
}

function addSingle(app: App): void {
  app.get(
    ROW,
    {
      config: READ,
      schema: {
        operationId: 'getFlowRow',
        summary: 'Retrieve a row of a table',
        tags,
        params: RowParams,
        response: { 200: FlowRow },
      },
    },
    async ({ org, params }) =>
      org.read(async (tx) => presentedRow(tx, await getTable(tx, params.tableId), params.rowId)),
  );
  app.post(
    ROWS,
    {
      config: CHANGE,
      schema: {
        operationId: 'createFlowRow',
        summary: 'Add a row to a table',
        tags,
        params: TableParams,
        body: FlowRowRequest,
        response: { 201: FlowRow },
      },
    },
    async ({ org, params, body }, reply) => {
      const id = randomUUID();
      const row = await org.transaction(async (tx) => {
        const table = await getTable(tx, params.tableId, 'share');
        await answered('values', () => insertRows(tx, org, table, [{ id, values: toValues(body.values) }]));
        return presentedRow(tx, table, id);
      });
      return reply.code(201).send(row);
    },
  );
}

function addChanges(app: App): void {
  app.put(
    ROW,
    {
      config: CHANGE,
      schema: {
        operationId: 'replaceFlowRow',
        summary: 'Replace the cells of a row',
        description: 'Columns that are not sent get their defaults; a counter is set, not added to.',
        tags,
        params: RowParams,
        body: FlowRowRequest,
        response: { 200: FlowRow },
      },
    },
    async ({ org, params, body }) =>
      org.transaction(async (tx) => {
        const table = await getTable(tx, params.tableId, 'share');
        await replaceRow(tx, org, table, params.rowId, toValues(body.values));
        return presentedRow(tx, table, params.rowId);
      }),
  );
  app.delete(
    ROW,
    {
      config: CHANGE,
      schema: {
        operationId: 'deleteFlowRow',
        summary: 'Delete a row',
        tags,
        params: RowParams,
        response: { 204: NoContent },
      },
    },
    async ({ org, params }, reply) => {
      await org.transaction(async (tx) => {
        const table = await getTable(tx, params.tableId, 'share');
        if (!(await deleteRow(tx, table, params.rowId))) throw notFound(params.rowId, 'FlowRow');
      });
      return reply.code(204).send();
    },
  );
}

async function replaceRow(
  tx: Transaction,
  org: Org,
  table: FlowTable,
  rowId: string,
  values: ValueObject,
): Promise<void> {
  // Refuses what is no id of a row.
  await presentedRow(tx, table, rowId);
  const cells = await answered('values', async () => encodeCells(newCells(table.columns, values, tableLimits(org))));
  await tx.execute(sql`
    UPDATE flow_rows SET cells = cells || ${cells}::jsonb, updated = ${org.clock.now()}
    WHERE table_id = ${table.id} AND id = ${rowId}::uuid`);
}

async function presentedRow(tx: Transaction, table: FlowTable, rowId: string): Promise<FlowRow> {
  const row = await findRow(tx, table, rowId);
  if (row === null) throw notFound(rowId, 'FlowRow');
  return presentRow(row);
}

function toValues(values: Readonly<Record<string, unknown>>): ValueObject {
  // Parsed from JSON as an object.
  return fromJson(values) as ValueObject;
}
