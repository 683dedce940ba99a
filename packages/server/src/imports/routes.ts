import {
  ApiError,
  DeviceImportRecord,
  GroupImportRecord,
  IMPORT_CLASSES,
  IMPORT_KINDS,
  IMPORT_STATUSES,
  Import,
  type ImportClass,
  ImportRecord,
  MembershipImportRecord,
  RECORD_OUTCOMES,
  validationFailed,
} from '@headwater/protocol';
import Type from 'typebox';
import type { Transaction } from '../database/transaction.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../http/pagination.ts';
import type { App, Room } from '../http/room.ts';
import { listMembershipRecords, listObjectRecords, listRecords, type RecordFilter } from './list-records.ts';
import { presentMembershipRecord, presentObjectRecord, presentRecord } from './present-record.ts';
import { getImport, listImports, presentImport } from './read-imports.ts';

const IMPORTS = '/api/v1/headwater/imports';
const tags = ['Import'];

/** Imports belong to identity sources. */
const SCOPE = { scope: 'identitySources' } as const;

const IMPORT_PAGE = { usual: 50, largest: 200 };
const RECORD_PAGE = { usual: 200, largest: 1000 };

const ImportListQuery = Type.Object({
  identitySourceId: Type.Optional(Type.String()),
  sessionId: Type.Optional(Type.String()),
  kind: Type.Optional(
    Type.Enum([...IMPORT_KINDS], {
      description: 'SESSION (default): imports of sessions. RECORD: calls for single users, groups and memberships.',
    }),
  ),
  status: Type.Optional(Type.Enum([...IMPORT_STATUSES])),
  limit: limitParameter(IMPORT_PAGE),
  after: afterParameter,
});

const RecordListQuery = Type.Object({
  class: Type.Optional(Type.Enum([...IMPORT_CLASSES], { description: 'Class of the receipts; `users` by default.' })),
  outcome: Type.Optional(
    Type.String({ description: `One or more of ${RECORD_OUTCOMES.join(', ')}, separated by commas.` }),
  ),
  reason: Type.Optional(Type.String({ description: 'Code of the reason, such as `loginHeld`.' })),
  externalId: Type.Optional(Type.String({ description: 'Of a membership, that of its group or its member.' })),
  userId: Type.Optional(Type.String()),
  noted: Type.Optional(Type.Boolean({ description: 'Only records with a warning or a remark.' })),
  limit: limitParameter(RECORD_PAGE),
  after: afterParameter,
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
      config: SCOPE,
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
      const size = pageSize(org, query.limit, IMPORT_PAGE);
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
      config: SCOPE,
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
      config: SCOPE,
      schema: {
        operationId: 'listImportRecords',
        summary: 'List the receipts of an import, in the order of the uploads',
        tags,
        params: Type.Object({ importId: Type.String() }),
        querystring: RecordListQuery,
        response: {
          200: Type.Union([
            Type.Array(ImportRecord),
            Type.Array(GroupImportRecord),
            Type.Array(MembershipImportRecord),
            Type.Array(DeviceImportRecord),
          ]),
        },
      },
    },
    async (request, reply) => {
      const { query, params, org, caller } = request;
      const size = pageSize(org, query.limit, RECORD_PAGE);
      const filter = { ...query, outcome: outcomes(query.outcome) };
      const rows = await org.read(async (tx) => {
        requireSource(caller.sourceId, (await getImport(tx, params.importId)).source_id);
        return readReceipts(tx, params.importId, query.class ?? 'users', filter, size + 1, position(query.after));
      });
      const page = rows.slice(0, size);
      const last = rows.length > size ? page.at(-1) : undefined;
      const receipts = page.map(({ present }) => present());
      return sendPage(request, reply, receipts, last === undefined ? null : { after: last.number });
    },
  );
}

/** A receipt of any class, on its way to the API. */
interface Receipt {
  readonly number: number;
  present(): object;
}

async function readReceipts(
  tx: Transaction,
  importId: string,
  name: ImportClass,
  filter: RecordFilter,
  limit: number,
  after: number,
): Promise<readonly Receipt[]> {
  switch (name) {
    case 'users':
      return (await listRecords(tx, importId, filter, limit, after)).map((row) => ({
        number: row.number,
        present: () => presentRecord(row),
      }));
    case 'groups':
    case 'devices':
      return (await listObjectRecords(tx, importId, name, filter, limit, after)).map((row) => ({
        number: row.number,
        present: () => presentObjectRecord(row, name),
      }));
    case 'memberships':
      return (await listMembershipRecords(tx, importId, filter, limit, after)).map((row) => ({
        number: row.number,
        present: () => presentMembershipRecord(row),
      }));
  }
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
