import {
  ApiError,
  IMPORT_KINDS,
  IMPORT_STATUSES,
  Import,
  ImportRecord,
  RECORD_OUTCOMES,
  validationFailed,
} from '@headwater/protocol';
import Type from 'typebox';
import { sendPage } from '../http/pagination.ts';
import type { App, Room } from '../http/room.ts';
import { getImport, listImports, listRecords, presentImport, presentRecord } from './read-imports.ts';

const IMPORTS = '/api/v1/headwater/imports';
const tags = ['Import'];

const limit = (maximum: number, standard: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description: `Items in a page; ${standard} by default.` }));

const after = Type.Optional(Type.String({ description: 'Opaque position from the link to the next page.' }));

const ImportListQuery = Type.Object({
  identitySourceId: Type.Optional(Type.String()),
  sessionId: Type.Optional(Type.String()),
  kind: Type.Optional(
    Type.Enum([...IMPORT_KINDS], {
      description: 'SESSION (default): imports of sessions. RECORD: calls for single users, groups and memberships.',
    }),
  ),
  status: Type.Optional(Type.Enum([...IMPORT_STATUSES])),
  limit: limit(200, 50),
  after,
});

const RecordListQuery = Type.Object({
  outcome: Type.Optional(
    Type.String({ description: `One or more of ${RECORD_OUTCOMES.join(', ')}, separated by commas.` }),
  ),
  reason: Type.Optional(Type.String({ description: 'Code of the reason, such as `loginHeld`.' })),
  externalId: Type.Optional(Type.String()),
  userId: Type.Optional(Type.String()),
  noted: Type.Optional(Type.Boolean({ description: 'Only records with a warning or a remark.' })),
  limit: limit(1000, 200),
  after,
});

/** Imports and their receipts: Headwater's own API beside the published one. */
export const importsRoom: Room = (app) => {
  addImports(app);
  addRecords(app);
};

function addImports(app: App): void {
  app.get(
    IMPORTS,
    {
      schema: {
        operationId: 'listImports',
        summary: 'List imports, newest first',
        tags,
        querystring: ImportListQuery,
        response: { 200: Type.Array(Import) },
      },
    },
    async (request, reply) => {
      const { query, caller, org, origin } = request;
      const size = query.limit ?? 50;
      const filter = { ...query, sourceId: caller.sourceId ?? query.identitySourceId };
      const rows = await org.read((tx) => listImports(tx, filter, size + 1, query.after));
      const page = rows.slice(0, size).map((row) => presentImport(row, org.clock.now(), origin));
      const last = rows.length > size ? rows[size - 1] : undefined;
      return sendPage(request, reply, page, last === undefined ? null : { after: last.id });
    },
  );

  app.get(
    `${IMPORTS}/:importId`,
    {
      schema: {
        operationId: 'getImport',
        summary: 'Retrieve an import with its counters and progress',
        tags,
        params: Type.Object({ importId: Type.String() }),
        response: { 200: Import },
      },
    },
    async ({ org, params, origin, caller }) => {
      const row = await org.read((tx) => getImport(tx, params.importId));
      requireSource(caller.sourceId, row.source_id);
      return presentImport(row, org.clock.now(), origin);
    },
  );
}

function addRecords(app: App): void {
  app.get(
    `${IMPORTS}/:importId/records`,
    {
      schema: {
        operationId: 'listImportRecords',
        summary: 'List the receipts of an import, in the order of the uploads',
        tags,
        params: Type.Object({ importId: Type.String() }),
        querystring: RecordListQuery,
        response: { 200: Type.Array(ImportRecord) },
      },
    },
    async (request, reply) => {
      const { query, params, org, caller } = request;
      const size = query.limit ?? 200;
      const filter = { ...query, outcome: outcomes(query.outcome) };
      const rows = await org.read(async (tx) => {
        requireSource(caller.sourceId, (await getImport(tx, params.importId)).source_id);
        return listRecords(tx, params.importId, filter, size + 1, position(query.after));
      });
      const page = rows.slice(0, size);
      const last = rows.length > size ? page.at(-1) : undefined;
      return sendPage(request, reply, page.map(presentRecord), last === undefined ? null : { after: last.number });
    },
  );
}

/** A token that is bound to one source reads only the imports of that source. */
function requireSource(bound: string | null, sourceId: string): void {
  if (bound !== null && bound !== sourceId) throw new ApiError('forbidden');
}

function outcomes(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(RECORD_OUTCOMES as readonly string[]).includes(name));
  if (unknown.length === 0) return names;
  throw validationFailed(
    'outcome',
    unknown.map((name) => `outcome: "${name}" is none of ${RECORD_OUTCOMES.join(', ')}`),
  );
}

function position(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,9}$/.test(text))
    throw new ApiError('invalidPaging', { causes: [`Invalid cursor: ${text.slice(0, 40)}`] });
  return Number(text);
}
