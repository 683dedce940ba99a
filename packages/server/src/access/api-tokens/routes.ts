import {
  ApiTokenMetadata,
  CreateApiTokenRequest,
  CreatedApiToken,
  notFound,
  validationFailed,
} from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { actOf } from '../../http/act-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { type ApiToken, expiryOf } from '../api-token.ts';
import { createToken, listTokens, revokeToken } from '../manage-tokens.ts';

const TOKENS = '/api/v1/api-tokens';
const config = { access: 'administer', scope: 'apiTokens' } as const;
const tags = ['ApiToken'];
const TokenParams = Type.Object({ apiTokenId: Type.String() });

/** API tokens: what Okta's API shows of them, and how they are made and ended (identity-sources-api 7.9, import-semantics 7.1). */
export const apiTokensRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addReading(app);
  addRevoking(app);
  addCreating(app);
};

function addReading(app: App): void {
  app.get(
    TOKENS,
    {
      config,
      schema: {
        operationId: 'listApiTokens',
        summary: 'List the API tokens that live',
        tags,
        response: { 200: Type.Array(ApiTokenMetadata) },
      },
    },
    async (request) => (await liveTokens(request)).map((token) => toMetadata(token, request.origin)),
  );
  app.get(
    `${TOKENS}/:apiTokenId`,
    {
      config,
      schema: {
        operationId: 'getApiToken',
        summary: 'Retrieve an API token',
        tags,
        params: TokenParams,
        response: { 200: ApiTokenMetadata },
      },
    },
    async (request) => toMetadata(await liveToken(request, request.params.apiTokenId), request.origin),
  );
}

function addRevoking(app: App): void {
  app.delete(
    `${TOKENS}/current`,
    {
      config,
      schema: {
        operationId: 'revokeCurrentApiToken',
        summary: 'Revoke the API token of this call',
        tags,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      if (caller.kind !== 'token') throw notFound('current', 'ApiToken');
      await revoke(request, caller.tokenId);
      return reply.code(204).send();
    },
  );
  app.delete(
    `${TOKENS}/:apiTokenId`,
    {
      config,
      schema: {
        operationId: 'revokeApiToken',
        summary: 'Revoke an API token',
        tags,
        params: TokenParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { id } = await liveToken(request, request.params.apiTokenId);
      await revoke(request, id);
      return reply.code(204).send();
    },
  );
}

function addCreating(app: App): void {
  app.post(
    '/api/v1/headwater/api-tokens',
    {
      config,
      schema: {
        operationId: 'createApiToken',
        summary: 'Create an API token',
        description: 'Its value is in this answer and nowhere else.',
        tags,
        body: CreateApiTokenRequest,
        response: { 201: CreatedApiToken },
      },
    },
    async (request, reply) => {
      const { org, caller, body } = request;
      const ownerId = body.ownerId ?? (caller.kind === 'token' ? caller.userId : undefined);
      if (ownerId === undefined) {
        throw validationFailed('ownerId', [
          'ownerId: An app owns no tokens; name the administrator whose rights it has',
        ]);
      }
      const { token, value } = await org.transaction((tx) =>
        createToken(tx, org, { ...body, ownerId }, actOf(request)),
      );
      return reply.code(201).send({
        id: token.id,
        name: token.name,
        ownerId: token.ownerId,
        sourceId: token.sourceId,
        networks: [...token.networks],
        idleDays: token.idleDays,
        sharePercent: token.sharePercent,
        created: token.created.toISOString(),
        token: value,
      });
    },
  );
}

async function liveTokens({ org }: FastifyRequest): Promise<readonly ApiToken[]> {
  const now = org.clock.now();
  return (await org.read(listTokens)).filter((token) => token.revoked === null && expiryOf(token) > now);
}

async function liveToken(request: FastifyRequest, id: string): Promise<ApiToken> {
  const token = (await liveTokens(request)).find((live) => live.id === id);
  if (token === undefined) throw notFound(id, 'ApiToken');
  return token;
}

async function revoke(request: FastifyRequest, id: string): Promise<void> {
  const { org } = request;
  await org.transaction((tx) => revokeToken(tx, org, id, actOf(request)));
}

function toMetadata(token: ApiToken, origin: string): ApiTokenMetadata {
  return {
    name: token.name,
    userId: token.ownerId,
    tokenWindow: `P${token.idleDays}D`,
    network:
      token.networks.length === 0
        ? { connection: 'ANYWHERE' }
        : { connection: 'ZONE', include: [...token.networks], exclude: [] },
    id: token.id,
    clientName: 'Headwater API',
    expiresAt: expiryOf(token).toISOString(),
    created: token.created.toISOString(),
    lastUpdated: token.lastUsed.toISOString(),
    _link: { self: { href: `${origin}${TOKENS}/${token.id}`, hints: { allow: ['GET', 'DELETE'] } } },
  };
}
