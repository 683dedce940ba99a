import { isBlank } from '../../tables/cell.ts';
import { toBoolean, toList, toText } from '../../values/convert.ts';
import { setKey, type Value, type ValueObject } from '../../values/value.ts';
import type { Action, ActionCall, GroupedFields } from '../connector.ts';
import { pathSegment } from '../http/request-url.ts';
import { allOf, equals } from './criteria.ts';
import { input, plainName, requiredText } from './input.ts';
import { listAction } from './list-action.ts';
import { attributeName, systemProperties, userRecord } from './names.ts';
import { outputs, part } from './output.ts';
import { objectFromOkta } from './send.ts';

/** Cards that read and write users (workflows-format 6.4). */
export const userActions: Readonly<Record<string, Action>> = {
  readUser: { title: 'Read User', effect: 'reads', run: readUser },
  createUser: { title: 'Create User', effect: 'outside', run: createUser },
  updateUser: { title: 'Update User', effect: 'outside', run: updateUser },
  searchUsers: listAction({
    title: 'Find Users',
    key: 'Users',
    toRecord: userRecord,
    request: (call) => ({
      path: '/api/v1/users',
      query: criterion('q', toText(input(call, 'Inputs.Query', '*.Query'))),
    }),
  }),
  listUsersWithSearch: listAction({
    title: 'List Users With Search',
    key: 'Users',
    toRecord: userRecord,
    request: (call) => ({ path: '/api/v1/users', query: { ...searchQuery(call), ...sortQuery(call) } }),
  }),
  listUsersWithFilter: listAction({
    title: 'List Users With Filter',
    key: 'Users',
    toRecord: userRecord,
    request: (call) => ({ path: '/api/v1/users', query: criterion('filter', userCriteria(call, 'Custom Filter')) }),
  }),
};

/** Id or login of the user a card is about. */
export function userPath(call: ActionCall): string {
  const user = requiredText(
    call,
    'User.ID or Login',
    'User.ID',
    'User.User ID',
    '*.User ID',
    '*.User ID or Login',
    '*.ID or Login',
    'User.Login',
    'Inputs.ID',
    'Input.ID',
  );
  return `/api/v1/users/${pathSegment(user)}`;
}

async function readUser(call: ActionCall): Promise<GroupedFields> {
  return userOutputs(call, await objectFromOkta(call, { method: 'GET', path: userPath(call) }));
}

/** Blank attributes are left out. Credentials, groups and activation are sent when the card has them. */
async function createUser(call: ActionCall): Promise<GroupedFields> {
  const activate = input(call, '*.Activate', '*.Activate User', 'Activate.Activate');
  const groups = toList(input(call, '*.Group IDs', '*.Group ID', 'Groups.ID')).filter((id) => !isBlank(id));
  const credentials = credentialsOf(call);
  const user = await objectFromOkta(call, {
    method: 'POST',
    path: '/api/v1/users',
    query: isBlank(activate) ? null : { activate: toBoolean(activate) },
    body: {
      profile: profileOf(call),
      ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
      ...(groups.length === 0 ? {} : { groupIds: groups.map(toText) }),
    },
  });
  return userOutputs(call, user);
}

/**
 * A partial update, or a strict one that clears what it leaves out (option `updateSemantics`: `POST`, `PUT`). Blank attributes are left
 * out, unless the card says to pass empty values.
 */
async function updateUser(call: ActionCall): Promise<GroupedFields> {
  const method = toText(call.option('updateSemantics')) === 'PUT' ? 'PUT' : 'POST';
  const withBlanks = toText(input(call, 'Option.Pass Empty Values')).toLowerCase() === 'yes';
  const credentials = credentialsOf(call);
  const body = {
    profile: profileOf(call, withBlanks),
    ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
  };
  return userOutputs(call, await objectFromOkta(call, { method, path: userPath(call), body }));
}

/** A user in the groups of `readUser`, and under every other name a card has for a part of it. */
function userOutputs(call: ActionCall, user: ValueObject): GroupedFields {
  const profile = part(user, 'profile');
  const record = userRecord(user);
  return outputs(
    call,
    { 'System Properties': systemProperties(user), 'Profile Properties': profile },
    profile,
    record,
    { 'User ID': user.id ?? null, 'Raw Body': user, 'Raw Output': user },
    user,
  );
}

const PROFILE_GROUPS = ['Profile', 'Profile Properties', 'Profile Attributes', 'User Profile', 'User Properties'];

function profileOf(call: ActionCall, withBlanks = false): ValueObject {
  const profile: { [key: string]: Value } = {};
  for (const group of PROFILE_GROUPS) {
    for (const { key, value } of call.inputs.all(group)) {
      if (withBlanks || !isBlank(value)) setKey(profile, attributeName(key), value);
    }
  }
  return profile;
}

function credentialsOf(call: ActionCall): ValueObject {
  const text = (...names: string[]): string => toText(input(call, ...names));
  const password = text('*.Password');
  const question = text('*.Question', '*.Recovery Question');
  const providerType = text('*.Provider Type');
  return {
    ...(password === '' ? {} : { password: { value: password } }),
    ...(question === '' ? {} : { recovery_question: { question, answer: text('*.Answer', '*.Recovery Answer') } }),
    ...(providerType === '' ? {} : { provider: { type: providerType, name: text('*.Provider Name') } }),
  };
}

/** Fields of a user outside the profile that the API compares. */
const TOP_LEVEL: ReadonlyMap<string, string> = new Map(
  ['id', 'status', 'created', 'activated', 'statusChanged', 'lastUpdated', 'lastLogin', 'type.id'].map((name) => [
    plainName(name),
    name,
  ]),
);

/** Everything the author gave a value, as `attribute eq "value"`, and the criteria the author wrote. */
function userCriteria(call: ActionCall, customName: string): string {
  const custom = plainName(customName);
  const criteria: string[] = [];
  for (const { key, value } of [...call.inputs.all('Inputs'), ...call.inputs.all('Input')]) {
    const plain = plainName(key);
    if (isBlank(value) || plain === custom) continue;
    criteria.push(equals(TOP_LEVEL.get(plain) ?? `profile.${attributeName(key)}`, value));
  }
  return allOf(criteria, toText(input(call, `*.${customName}`)).trim());
}

function searchQuery(call: ActionCall): ValueObject {
  return criterion('search', userCriteria(call, 'Custom Search Criteria'));
}

function sortQuery(call: ActionCall): ValueObject {
  const sortBy = toText(input(call, 'Sort.sortBy'));
  const sortOrder = toText(input(call, 'Sort.sortOrder'));
  return { ...(sortBy === '' ? {} : { sortBy }), ...(sortBy === '' || sortOrder === '' ? {} : { sortOrder }) };
}

function criterion(name: string, text: string): ValueObject {
  return text === '' ? {} : { [name]: text };
}
