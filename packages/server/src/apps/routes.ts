import {
  Application,
  ApplicationFeature,
  ApplicationRequest,
  type AppUser,
  validationFailed,
} from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Transaction } from '../database/transaction.ts';
import { loadProfileSchema } from '../directory/profile-schemas/load-profile-schema.ts';
import { actOf } from '../http/act-of.ts';
import { NoContent } from '../http/no-content.ts';
import { afterParameter, pageSize, sendPage } from '../http/pagination.ts';
import { refuseUnstorable } from '../http/refuse-unstorable.ts';
import type { App as HttpApp, Room } from '../http/room.ts';
import { type App, getApp, presentApp } from './app.ts';
import { appUserPresenter, getAppUser } from './app-users/app-user.ts';
import { addAppUsers } from './app-users/routes.ts';
import { getProvisionedSource, presentFeature, requireInbound, updateInbound } from './feature.ts';
import { listApps } from './list-apps.ts';
import { createApp, deleteApp, replaceApp, setAppStatus } from './save-app.ts';

const APPS = '/api/v1/apps';
const APP = `${APPS}/:appId`;
const tags = ['Application'];
const config = { scope: 'apps' } as const;
const AppParams = Type.Object({ appId: Type.String() });
const Nothing = Type.Object({});
const PAGE = { usual: 20, largest: 200 };

/** Apps, their features and their people (identity-sources-api 7.1, 7.2). */
export const appsRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addList(app);
  addCreation(app);
  addSingle(app);
  addLifecycle(app);
  addFeatures(app);
  addAppUsers(app);
};

function addList(app: HttpApp): void {
  app.get(
    APPS,
    {
      config,
      schema: {
        operationId: 'listApplications',
        summary: 'List apps',
        tags,
        querystring: Type.Object({
          q: Type.Optional(Type.String({ description: 'Beginning of a name or label.' })),
          filter: Type.Optional(
            Type.String({ description: 'SCIM filter: `id`, `status`, `name`, `user.id`, `group.id`, each with `eq`.' }),
          ),
          after: afterParameter,
          // The published default is -1, which generated clients send.
          limit: Type.Optional(
            Type.Integer({
              minimum: -1,
              default: PAGE.usual,
              description: `Items of a page; at most ${PAGE.largest}. Below 1: ${PAGE.usual}`,
            }),
          ),
          expand: Type.Optional(
            Type.String({
              description: '`user/{userId}`, with the filter `user.id eq "{userId}"`: embed the app user.',
            }),
          ),
        }),
        response: { 200: Type.Array(Application) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const userId = expandedUser(query);
      const size = pageSize(org, query.limit !== undefined && query.limit < 1 ? undefined : query.limit, PAGE);
      const { apps, next } = await org.read(async (tx) => {
        const page = await listApps(tx, query, size);
        const shown: Application[] = [];
        for (const one of page.apps) shown.push(await present(tx, request, one, userId));
        return { apps: shown, next: page.next };
      });
      return sendPage(request, reply, apps, next === null ? null : { after: next, limit: size });
    },
  );
}

function addCreation(app: HttpApp): void {
  app.post(
    APPS,
    {
      config,
      schema: {
        operationId: 'createApplication',
        summary: 'Create an app',
        tags,
        querystring: Type.Object({ activate: Type.Optional(Type.Boolean({ default: true })) }),
        body: ApplicationRequest,
        response: { 200: Application },
      },
    },
    async (request) => {
      const { org, body, query } = request;
      const made = await org.transaction((tx) => createApp(tx, org, body, query.activate ?? true, actOf(request)));
      return presentApp(made, presentationOf(request));
    },
  );
}

function addSingle(app: HttpApp): void {
  app.get(
    APP,
    {
      config,
      schema: {
        operationId: 'getApplication',
        summary: 'Retrieve an app',
        tags,
        params: AppParams,
        response: { 200: Application },
      },
    },
    async (request) => {
      const found = await request.org.read((tx) => getApp(tx, request.params.appId));
      return presentApp(found, presentationOf(request));
    },
  );
  app.put(
    APP,
    {
      config,
      schema: {
        operationId: 'replaceApplication',
        summary: 'Replace an app',
        description: 'Of an identity source its label and visibility; everything else that is sent is ignored.',
        tags,
        params: AppParams,
        body: ApplicationRequest,
        response: { 200: Application },
      },
    },
    async (request) => {
      const { org, body, params } = request;
      const after = await org.transaction((tx) => replaceApp(tx, org, params.appId, body, actOf(request)));
      return presentApp(after, presentationOf(request));
    },
  );
  app.delete(
    APP,
    {
      config,
      schema: {
        operationId: 'deleteApplication',
        summary: 'Delete an app',
        description: 'It must be inactive (403 E0000056), and a source must know nobody any more (400).',
        tags,
        params: AppParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => deleteApp(tx, org, params.appId, actOf(request)));
      return reply.code(204).send();
    },
  );
}

function addLifecycle(app: HttpApp): void {
  for (const [verb, status] of [
    ['activate', 'ACTIVE'],
    ['deactivate', 'INACTIVE'],
  ] as const) {
    app.post(
      `${APP}/lifecycle/${verb}`,
      {
        config,
        schema: {
          operationId: `${verb}Application`,
          summary: verb === 'activate' ? 'Activate an app' : 'Deactivate an app',
          tags,
          params: AppParams,
          response: { 200: Nothing },
        },
      },
      async (request) => {
        const { org, params } = request;
        await org.transaction((tx) => setAppStatus(tx, org, params.appId, status, actOf(request)));
        return {};
      },
    );
  }
}

function addFeatures(app: HttpApp): void {
  const FeatureParams = Type.Object({ appId: Type.String(), featureName: Type.String() });
  const featureTags = ['ApplicationFeatures'];
  app.get(
    `${APP}/features`,
    {
      config,
      schema: {
        operationId: 'listFeaturesForApplication',
        summary: 'List the features of an app',
        tags: featureTags,
        params: AppParams,
        response: { 200: Type.Array(ApplicationFeature) },
      },
    },
    async ({ org, params, origin }) => {
      const source = await org.read((tx) => getProvisionedSource(tx, params.appId));
      return [presentFeature(source, origin)];
    },
  );
  app.get(
    `${APP}/features/:featureName`,
    {
      config,
      schema: {
        operationId: 'getFeatureForApplication',
        summary: 'Retrieve a feature of an app',
        tags: featureTags,
        params: FeatureParams,
        response: { 200: ApplicationFeature },
      },
    },
    async ({ org, params, origin }) => {
      const source = await org.read((tx) => getProvisionedSource(tx, params.appId));
      requireInbound(params.featureName);
      return presentFeature(source, origin);
    },
  );
  app.put(
    `${APP}/features/:featureName`,
    {
      config,
      schema: {
        operationId: 'updateFeatureForApplication',
        summary: 'Change settings of a feature of an app',
        description: 'What the body does not name stays as it is.',
        tags: featureTags,
        params: FeatureParams,
        body: Type.Record(Type.String(), Type.Unknown(), {
          description: 'Capabilities, whole or in part, or the feature object that holds them.',
        }),
        response: { 200: ApplicationFeature },
      },
    },
    async (request) => {
      const { org, params, body, origin } = request;
      requireInbound(params.featureName);
      const after = await org.transaction((tx) => updateInbound(tx, org, params.appId, body, actOf(request)));
      return presentFeature(after, origin);
    },
  );
}

function presentationOf({ org, origin }: FastifyRequest): { readonly orgId: string; readonly origin: string } {
  return { orgId: org.id, origin };
}

/** The user whose app users are embedded. */
function expandedUser(query: { readonly expand?: string; readonly filter?: string }): string | undefined {
  if (query.expand === undefined) return undefined;
  const userId = /^user\/([0-9A-Za-z]+)$/.exec(query.expand)?.[1];
  if (userId === undefined) throw validationFailed('expand', ['expand: must be user/{userId}']);
  if (!new RegExp(`user\\.id\\s+eq\\s+"${userId}"`, 'i').test(query.filter ?? '')) {
    throw validationFailed('expand', [`expand: needs the filter user.id eq "${userId}"`]);
  }
  return userId;
}

async function present(
  tx: Transaction,
  request: FastifyRequest,
  app: App,
  userId: string | undefined,
): Promise<Application> {
  const shown = presentApp(app, presentationOf(request));
  if (userId === undefined || app.kind !== 'source') return shown;
  const show = appUserPresenter(app.source, await loadProfileSchema(tx, app.id), request.origin);
  const user: AppUser = show(await getAppUser(tx, app.id, userId));
  return { ...shown, _embedded: { user } };
}
