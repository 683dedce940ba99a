import type { Readable } from 'node:stream';
import { FlowTableImport } from '@headwater/protocol';
import { writeRowsCsv } from '@headwater/workflows';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { readBytes } from '../../http/request-body.ts';
import type { App } from '../../http/room.ts';
import { fileHeaders } from '../packs/file-headers.ts';
import { importRows } from './import-rows.ts';
import { searchRows } from './rows.ts';
import { getTable } from './table.ts';
import { CHANGE, READ, TABLE, TableParams, tags } from './table-route.ts';

const MOST_BYTES = 32 * 1024 * 1024;
const Delimiter = Type.Optional(
  Type.String({ minLength: 1, maxLength: 1, pattern: '^[^"\\r\\n]$', description: 'Default: a comma' }),
);

/** Rows of tables as CSV. */
export function addTableFiles(app: App): void {
  app.register(async (scope: App) => addImport(scope));
  addExport(app);
}

function addImport(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, stream: Readable) => readBytes(request, stream));
  app.post(
    `${TABLE}/import`,
    {
      config: { ...CHANGE, maxBodyBytes: () => MOST_BYTES },
      schema: {
        operationId: 'importFlowRows',
        summary: 'Add the rows of a CSV file to a table, all or none',
        description:
          'The body is the file, in UTF-8, with a header; `rowId` and `system.updated` are skipped. Values that do not fit their column are left ' +
          'out and reported.',
        tags,
        params: TableParams,
        querystring: Type.Object({
          clear: Type.Optional(Type.Boolean({ default: false, description: 'Delete the rows there are before' })),
          delimiter: Delimiter,
        }),
        body: Type.Unknown({ description: 'CSV' }),
        response: { 200: FlowTableImport },
      },
    },
    async ({ org, params, query, body }) =>
      importRows(org, {
        tableId: params.tableId,
        content: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        clear: query.clear ?? false,
        delimiter: query.delimiter,
      }),
  );
}

function addExport(app: App): void {
  app.get(
    `${TABLE}/export`,
    {
      config: READ,
      schema: {
        operationId: 'exportFlowRows',
        summary: 'Retrieve the rows of a table as CSV',
        tags,
        params: TableParams,
        querystring: Type.Object({
          system: Type.Optional(
            Type.Boolean({
              default: false,
              description: 'With the columns `rowId` and `system.updated` before the others',
            }),
          ),
          delimiter: Delimiter,
        }),
        response: { 200: Type.Unknown({ description: 'CSV' }) },
      },
    },
    async ({ org, params, query }, reply) => {
      const { table, rows } = await org.read(async (tx) => {
        const found = await getTable(tx, params.tableId);
        return { table: found, rows: await searchRows(tx, found, { terms: [] }) };
      });
      const { delimiter, system = false } = query;
      const names = table.columns.map(({ name }) => name);
      const text = writeRowsCsv(names, rows, { system, ...(delimiter === undefined ? {} : { delimiter }) });
      return reply.headers(fileHeaders('text/csv; charset=utf-8', `${table.name}.csv`)).send(Buffer.from(text));
    },
  );
}
