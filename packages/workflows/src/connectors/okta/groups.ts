import { isBlank } from '../../tables/cell.ts';
import { toText } from '../../values/convert.ts';
import type { ValueObject } from '../../values/value.ts';
import type { Action, ActionCall, GroupedFields } from '../connector.ts';
import { pathSegment } from '../http/request-url.ts';
import { allOf, equals } from './criteria.ts';
import { input, plainName, requiredText } from './input.ts';
import { listAction } from './list-action.ts';
import { groupRecord, userRecord } from './names.ts';
import { outputs, part, statusOutputs } from './output.ts';
import { objectFromOkta, sendToOkta } from './send.ts';
import { userPath } from './users.ts';

/** Cards of groups and who is in them (workflows-format 8.2). */
export const groupActions: Readonly<Record<string, Action>> = {
  searchGroups: listAction({
    title: 'Search Groups',
    key: 'Groups',
    toRecord: groupRecord,
    request: (call) => ({ path: '/api/v1/groups', query: groupQuery(call) }),
  }),
  readGroup: { title: 'Read Group', effect: 'reads', run: (call) => group(call, 'GET') },
  createGroup: {
    title: 'Create Group',
    effect: 'outside',
    run: async (call) => groupOutputs(call, await writeGroup(call, 'POST', '/api/v1/groups')),
  },
  updateGroup: {
    title: 'Update Group',
    effect: 'outside',
    run: async (call) => groupOutputs(call, await writeGroup(call, 'PUT', groupPath(call))),
  },
  deleteGroup: {
    title: 'Delete Group',
    effect: 'outside',
    run: async (call) => {
      const { status } = await sendToOkta(call, { method: 'DELETE', path: groupPath(call) });
      return statusOutputs(call, status);
    },
  },
  addNewUserToGroup: membership('Add User to Group', 'PUT'),
  removeUserFromGroup: membership('Remove User from Group', 'DELETE'),
  getUsersGroups: listAction({
    title: "Get User's Groups",
    key: 'Groups',
    toRecord: groupRecord,
    withoutOption: 'all',
    request: (call) => ({ path: `${userPath(call)}/groups` }),
  }),
  listGroupMembers: listAction({
    title: 'List Group Members',
    key: 'Users',
    toRecord: userRecord,
    withoutOption: 'all',
    request: (call) => ({ path: `${groupPath(call)}/users` }),
  }),
};

/** Id of the group a card is about. */
export function groupId(call: ActionCall): string {
  const option = call.option('group') ?? call.option('groupId');
  return isBlank(option)
    ? requiredText(call, 'Group.ID', 'Group.Group ID', '*.Group ID', 'Groups.ID', 'Inputs.ID', 'Input.ID')
    : toText(option);
}

function groupPath(call: ActionCall): string {
  return `/api/v1/groups/${pathSegment(groupId(call))}`;
}

async function group(call: ActionCall, method: string): Promise<GroupedFields> {
  return groupOutputs(call, await objectFromOkta(call, { method, path: groupPath(call) }));
}

function groupOutputs(call: ActionCall, read: ValueObject): GroupedFields {
  const record = groupRecord(read);
  return outputs(call, { Result: record }, record, part(read, 'profile'), { 'Raw Body': read }, read);
}

async function writeGroup(call: ActionCall, method: string, path: string): Promise<ValueObject> {
  const name = requiredText(call, 'Profile.Name', '*.Name', '*.Group Name', 'Group Profile.Name');
  const description = toText(input(call, 'Profile.Description', '*.Description', 'Group Profile.Description'));
  return objectFromOkta(call, { method, path, body: { profile: { name, description } } });
}

function membership(title: string, method: 'PUT' | 'DELETE'): Action {
  return {
    title,
    effect: 'outside',
    run: async (call) => {
      const user = requiredText(
        call,
        'User.ID',
        'User.User ID',
        '*.User ID',
        '*.User ID or Login',
        'User.ID or Login',
        'User.Login',
      );
      const path = `${groupPath(call)}/users/${pathSegment(user)}`;
      const { status } = await sendToOkta(call, { method, path });
      return statusOutputs(call, status);
    },
  };
}

/** Fields of a group outside the profile that the API compares. */
const TOP_LEVEL: ReadonlyMap<string, string> = new Map(
  ['id', 'type', 'created', 'lastUpdated', 'lastMembershipUpdated'].map((name) => [plainName(name), name]),
);

/** Older cards ask by the beginning of a name (`Query`), newer ones by fields that must be equal. */
function groupQuery(call: ActionCall): ValueObject {
  const query = toText(input(call, '*.Query', '*.q'));
  if (query !== '') return { q: query };
  const search = allOf(groupCriteria(call), toText(input(call, '*.Custom Search Criteria')).trim());
  return search === '' ? {} : { search };
}

function groupCriteria(call: ActionCall): readonly string[] {
  return call.inputs.all('Inputs').flatMap(({ key, value }) => {
    const plain = plainName(key);
    if (isBlank(value) || plain === 'customsearchcriteria') return [];
    return [equals(TOP_LEVEL.get(plain) ?? `profile.${groupAttribute(key)}`, value)];
  });
}

/** `Name` and `profile.name` are one attribute; attributes of the org's own keep their name. */
function groupAttribute(key: string): string {
  const bare = key.startsWith('profile.') ? key.slice('profile.'.length) : key;
  return bare === 'Name' || bare === 'Description' ? bare.toLowerCase() : bare;
}
