import { GroupMemberships, MembershipRequest } from '@headwater/protocol';
import Type from 'typebox';
import { actOf } from '../../../http/act-of.ts';
import { checkedByHandler } from '../../../http/checked-by-handler.ts';
import { NoContent } from '../../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../../http/pagination.ts';
import type { App } from '../../../http/room.ts';
import { groupPath } from '../groups/source-group.ts';
import { listMembers } from './list-members.ts';
import { addMember, removeMember } from './write-membership.ts';

const MEMBERS = '/api/v1/identity-sources/:identitySourceId/groups/:groupOrExternalId/membership';
const MEMBER = `${MEMBERS}/:memberExternalId`;

const GroupParams = Type.Object({ identitySourceId: Type.String(), groupOrExternalId: Type.String() });
const MemberParams = Type.Object({
  identitySourceId: Type.String(),
  groupOrExternalId: Type.String(),
  memberExternalId: Type.String(),
});

const PAGE = { usual: 200, largest: 1_000 } as const;

const tags = ['IdentitySource'];
const config = { scope: 'identitySources', bucket: MEMBERS } as const;

/** Single memberships (identity-sources-api 2.14). */
export function addMembershipRoutes(app: App): void {
  app.get(
    MEMBERS,
    {
      config,
      schema: {
        operationId: 'getIdentitySourceGroupMemberships',
        summary: 'Retrieve the memberships for the given identity source group',
        tags,
        params: GroupParams,
        querystring: Type.Object({
          limit: limitParameter(PAGE),
          after: afterParameter,
        }),
        response: { 200: GroupMemberships },
      },
    },
    async (request, reply) => {
      const { org, params, query } = request;
      const size = pageSize(org, query.limit, PAGE);
      const { memberExternalIds, next } = await listMembers(org, groupPath(params), size, query.after);
      return sendPage(request, reply, { memberExternalIds }, next === null ? null : { after: next, limit: size });
    },
  );
  app.post(
    MEMBERS,
    {
      config,
      // Read as the external ids of a load are, so that the org's rules for them hold.
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'createIdentitySourceGroupsMemberships',
        summary: 'Create the memberships for the given identity source group',
        tags,
        params: GroupParams,
        body: MembershipRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await addMember(request.org, groupPath(request.params), request.body, actOf(request));
      return reply.code(204).send();
    },
  );
  app.delete(
    MEMBER,
    {
      config,
      schema: {
        operationId: 'deleteIdentitySourceGroupMemberships',
        summary: 'Delete the memberships for the specified identity source group',
        tags,
        params: MemberParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await removeMember(org, groupPath(params), params.memberExternalId, actOf(request));
      return reply.code(204).send();
    },
  );
}
