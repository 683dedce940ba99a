import { ErrorBody, SourceGroup, SourceGroupRequest } from '@headwater/protocol';
import Type from 'typebox';
import { actOf } from '../../../http/act-of.ts';
import { checkedByHandler } from '../../../http/checked-by-handler.ts';
import type { App } from '../../../http/room.ts';
import { DELETED, sendDeleted } from '../send-deleted.ts';
import { findSourceGroup, groupPath, toSourceGroup } from './source-group.ts';
import { createGroup, deleteGroup, updateGroup } from './write-group.ts';

const GROUPS = '/api/v1/identity-sources/:identitySourceId/groups';
const GROUP = `${GROUPS}/:groupOrExternalId`;

const SourceParams = Type.Object({ identitySourceId: Type.String() });
const GroupParams = Type.Object({ identitySourceId: Type.String(), groupOrExternalId: Type.String() });

const tags = ['IdentitySource'];
const config = { scope: 'identitySources', bucket: GROUPS } as const;

/** Single groups (identity-sources-api 2.13). Bodies are checked and staged in one pass, whose causes name every field at fault. */
export function addGroupRoutes(app: App): void {
  app.post(
    GROUPS,
    {
      config,
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'createIdentitySourceGroups',
        summary: 'Create an identity source group',
        tags,
        params: SourceParams,
        body: SourceGroupRequest,
        response: { 200: SourceGroup, 409: ErrorBody },
      },
    },
    async (request) => createGroup(request.org, request.params.identitySourceId, request.body, actOf(request)),
  );
  app.get(
    GROUP,
    {
      config,
      schema: {
        operationId: 'getIdentitySourceGroup',
        summary: 'Retrieve an identity source group',
        tags,
        params: GroupParams,
        response: { 200: SourceGroup },
      },
    },
    async ({ org, params }) =>
      org.read(async (tx) => toSourceGroup((await findSourceGroup(tx, org, groupPath(params))).group), { brief: true }),
  );
  app.post(
    GROUP,
    {
      config,
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'updateIdentitySourceGroups',
        summary: 'Update an identity source group',
        tags,
        params: GroupParams,
        body: SourceGroupRequest,
        response: { 200: SourceGroup },
      },
    },
    async (request) => updateGroup(request.org, groupPath(request.params), request.body, actOf(request)),
  );
  app.delete(
    GROUP,
    {
      config,
      schema: {
        operationId: 'deleteIdentitySourceGroup',
        summary: 'Delete an identity source group',
        tags,
        params: GroupParams,
        response: DELETED,
      },
    },
    async (request, reply) => {
      await deleteGroup(request.org, groupPath(request.params), actOf(request));
      return sendDeleted(request, reply);
    },
  );
}
