import type { Readable } from 'node:stream';
import {
  FlowPack,
  FlowPackChange,
  FlowPackDetails,
  FlowPackImport,
  PACK_FILE_TYPES,
  validationFailed,
} from '@headwater/protocol';
import { PACK_LIMITS } from '@headwater/workflows';
import type { FastifyRequest } from 'fastify';
import sql from 'sql-template-tag';
import Type from 'typebox';
import { actOf } from '../../http/act-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import { readBytes } from '../../http/request-body.ts';
import type { App, Room } from '../../http/room.ts';
import { changePack, deletePack } from './change-pack.ts';
import type { Examine } from './examine-pack.ts';
import { fileHeaders } from './file-headers.ts';
import { importPack } from './import-pack.ts';
import { getPack, listVersions, selectPacks } from './pack.ts';
import { presentPack, presentPackDetails } from './present-pack.ts';
import { readContent } from './programs.ts';

const PACKS = '/api/v1/headwater/flow-packs';
const PACK = `${PACKS}/:packId`;
const tags = ['FlowPack'];
const READ = { scope: 'headwater' } as const;
/** Who imports a pack runs code with the connections of the org. */
const CHANGE = { access: 'administer', scope: 'headwater' } as const;
const Params = Type.Object({ packId: Type.String() });
const PAGE = { usual: 50, largest: 200 };

/** What the room needs. */
export interface PacksOptions {
  readonly examine: Examine;
}

/** Packs of flows: exports of Okta Workflows, imported unmodified (workflows-format 10). */
export function packsRoom(options: PacksOptions): Room {
  return (app) => {
    app.addHook('preHandler', refuseUnstorable);
    addReading(app);
    addChanges(app, options);
    app.register(async (scope: App) => addImport(scope, options));
  };
}

function addImport(app: App, { examine }: PacksOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, stream: Readable) => readBytes(request, stream));
  app.post(
    PACKS,
    {
      config: { ...CHANGE, maxBodyBytes: () => PACK_LIMITS.bytes },
      schema: {
        operationId: 'importFlowPack',
        summary: 'Import a pack of flows, or a new version of one',
        description:
          'The body is the file as it is: `.folder`, `.flopack` or `.flow`. Under the name of a pack that exists it is its new version: flows ' +
          'keep their ids, switches and settings, tables their rows. New flows are off.',
        tags,
        querystring: Type.Object({
          name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Default: that of the file' })),
          fileName: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
          dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Tell what would be done' })),
        }),
        body: Type.Unknown({ description: 'The file' }),
        response: { 200: FlowPackImport, 201: FlowPackImport },
      },
    },
    async (request, reply) => {
      const { org, query, body, origin } = request;
      const { name = nameOf(query.fileName), dryRun = false } = query;
      if (name === undefined) throw validationFailed('name', ['name: The field cannot be left blank']);
      const content = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const file = { name, fileName: query.fileName ?? `${name}.${PACK_FILE_TYPES[0]}`, content };
      const done = await importPack(org, file, { examine, dryRun, origin }, actOf(request));
      return reply.code(done.isNew && !dryRun ? 201 : 200).send(done);
    },
  );
}

/** A file's name without its type. */
function nameOf(fileName: string | undefined): string | undefined {
  const name = fileName
    ?.replace(/^.*[\\/]/, '')
    .replace(new RegExp(`\\.(${PACK_FILE_TYPES.join('|')}|json)$`, 'i'), '');
  return name === '' ? undefined : name?.slice(0, 200);
}

function addReading(app: App): void {
  app.get(
    PACKS,
    {
      config: READ,
      schema: {
        operationId: 'listFlowPacks',
        summary: 'List packs of flows, by name',
        tags,
        querystring: Type.Object({ limit: limitParameter(PAGE), after: afterParameter }),
        response: { 200: Type.Array(FlowPack) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const size = pageSize(org, query.limit, PAGE);
      const isAfter = query.after === undefined ? sql`true` : sql`pack.name > ${query.after}`;
      const found = await org.read((tx) => selectPacks(tx, isAfter, size + 1));
      const page = found.slice(0, size);
      const last = found.length > size ? page.at(-1) : undefined;
      return sendPage(request, reply, page.map(presentPack), last === undefined ? null : { after: last.name });
    },
  );
  app.get(
    PACK,
    {
      config: READ,
      schema: {
        operationId: 'getFlowPack',
        summary: 'Retrieve a pack of flows with its report',
        tags,
        params: Params,
        response: { 200: FlowPackDetails },
      },
    },
    async ({ org, params }) =>
      org.read(async (tx) => {
        const pack = await getPack(tx, params.packId);
        return presentPackDetails(pack, await listVersions(tx, pack.id));
      }),
  );
  app.get(
    `${PACK}/export`,
    {
      config: READ,
      schema: {
        operationId: 'exportFlowPack',
        summary: 'Retrieve the file of a pack, byte for byte',
        tags,
        params: Params,
        querystring: Type.Object({
          version: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Default: the newest' }),
          ),
        }),
        response: { 200: Type.Unknown({ description: 'The file' }) },
      },
    },
    async ({ org, params, query }, reply) => {
      const { content, fileName } = await org.read(async (tx) => {
        const pack = await getPack(tx, params.packId);
        const version = query.version ?? pack.version;
        const bytes = await readContent(tx, pack.id, version);
        const found = (await listVersions(tx, pack.id)).find((one) => one.version === version);
        return { content: bytes, fileName: found?.fileName ?? pack.fileName };
      });
      return reply.headers(fileHeaders('application/json', fileName)).send(content);
    },
  );
}

function addChanges(app: App, { examine }: PacksOptions): void {
  app.patch(
    PACK,
    {
      config: CHANGE,
      schema: {
        operationId: 'updateFlowPack',
        summary: 'Change the name, the bindings or the choices of a pack',
        description: 'A merge patch (RFC 7396): null takes a binding or an answer away.',
        tags,
        params: Params,
        body: FlowPackChange,
        response: { 200: FlowPackDetails },
      },
    },
    async ({ org, params, body, origin }) =>
      org.transaction(async (tx) => {
        await changePack(tx, org, params.packId, body, { examine, origin });
        const pack = await getPack(tx, params.packId);
        return presentPackDetails(pack, await listVersions(tx, pack.id));
      }),
  );
  app.delete(
    PACK,
    {
      config: CHANGE,
      schema: {
        operationId: 'deleteFlowPack',
        summary: 'Delete a pack with its flows, their history and its tables',
        description: 'Refused (409) while flows are on or executions have not ended.',
        tags,
        params: Params,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => deletePack(tx, org, params.packId, actOf(request)));
      return reply.code(204).send();
    },
  );
}
