import {
  MappingPreview,
  MappingPreviewRequest,
  ProfileMapping,
  ProfileMappingChange,
  validationFailed,
} from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { actOf } from '../http/act-of.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../http/pagination.ts';
import { refuseUnstorable } from '../http/refuse-unstorable.ts';
import type { App, Room } from '../http/room.ts';
import { getMappingEnds, listMappings, type MappingPresentation, presentMapping } from './mapping-ends.ts';
import { completeChange } from './merge-properties.ts';
import { previewMapping } from './preview-mapping.ts';
import { getMapping, saveMapping } from './save-mapping.ts';

const MAPPINGS = '/api/v1/mappings';
const MAPPING = `${MAPPINGS}/:mappingId`;
const tags = ['ProfileMapping'];
const config = { scope: 'profileMappings' } as const;
const MappingParams = Type.Object({ mappingId: Type.String() });
const PAGE = { usual: 20, largest: 200 };

/** How the people of identity sources become users (identity-sources-api 7.6), and what a mapping makes of somebody. */
export const mappingsRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addReading(app);
  addUpdate(app);
  addPreview(app);
};

function addReading(app: App): void {
  app.get(
    MAPPINGS,
    {
      config,
      schema: {
        operationId: 'listProfileMappings',
        summary: 'List profile mappings, without their properties',
        tags,
        querystring: Type.Object({
          sourceId: Type.Optional(Type.String({ description: 'Id of the app, or of the type of users, mapped from.' })),
          targetId: Type.Optional(Type.String({ description: 'Id of the app, or of the type of users, mapped to.' })),
          after: afterParameter,
          limit: limitParameter(PAGE),
        }),
        response: { 200: Type.Array(ProfileMapping) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const size = pageSize(org, query.limit, PAGE);
      const { mappings, next } = await org.read((tx) => listMappings(tx, query, size, presentationOf(request)));
      return sendPage(request, reply, mappings, next === null ? null : { after: next, limit: size });
    },
  );
  app.get(
    MAPPING,
    {
      config,
      schema: {
        operationId: 'getProfileMapping',
        summary: 'Retrieve a profile mapping',
        tags,
        params: MappingParams,
        response: { 200: ProfileMapping },
      },
    },
    async (request) =>
      request.org.read(async (tx) => {
        const ends = await getMappingEnds(tx, request.params.mappingId);
        const properties = ends.direction === 'inbound' ? await getMapping(tx, ends.sourceId) : {};
        return presentMapping(ends, presentationOf(request), properties);
      }),
  );
}

function addUpdate(app: App): void {
  app.post(
    MAPPING,
    {
      config,
      schema: {
        operationId: 'updateProfileMapping',
        summary: 'Change a profile mapping',
        description:
          'A merge: targets that are not sent stay, null ends the mapping of one. Counts from the next import on. Nothing is mapped ' +
          'from users to an identity source.',
        tags,
        params: MappingParams,
        body: ProfileMappingChange,
        response: { 200: ProfileMapping },
      },
    },
    async (request) => {
      const { org, params, body } = request;
      return org.transaction(async (tx) => {
        const ends = await getMappingEnds(tx, params.mappingId);
        if (ends.direction === 'outbound') refuseOutbound(body.properties);
        const before = ends.direction === 'inbound' ? await getMapping(tx, ends.sourceId) : {};
        const change = completeChange(before, body.properties);
        const isEmpty = Object.keys(change).length === 0;
        const after = isEmpty ? before : await saveMapping(tx, org, ends.sourceId, change, actOf(request));
        return presentMapping(ends, presentationOf(request), after);
      });
    },
  );
}

function refuseOutbound(properties: ProfileMappingChange['properties']): void {
  const targets = Object.keys(properties);
  if (targets.length === 0) return;
  throw validationFailed(
    'updateMapping',
    targets.map((target) => `${target}: An identity source takes no data from the directory`),
  );
}

function addPreview(app: App): void {
  app.post(
    '/api/v1/headwater/mappings/:mappingId/preview',
    {
      config: { ...config, access: 'read' },
      schema: {
        operationId: 'previewProfileMapping',
        summary: 'Show what a mapping makes of a person',
        description: 'Values are made as in an import; nothing is written.',
        tags,
        params: MappingParams,
        body: MappingPreviewRequest,
        response: { 200: MappingPreview },
      },
    },
    async ({ org, params, body }) =>
      org.read(async (tx) => {
        const ends = await getMappingEnds(tx, params.mappingId);
        if (ends.direction === 'outbound') {
          throw validationFailed('mappingId', ['mappingId: Nothing is mapped from users to an identity source']);
        }
        return previewMapping(tx, org, ends.sourceId, body);
      }),
  );
}

function presentationOf({ org, origin }: FastifyRequest): MappingPresentation {
  return { orgId: org.id, origin };
}
