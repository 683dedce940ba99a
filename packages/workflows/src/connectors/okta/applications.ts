import { isBlank } from '../../tables/cell.ts';
import { toText } from '../../values/convert.ts';
import type { ValueObject } from '../../values/value.ts';
import type { Action, ActionCall, GroupedFields } from '../connector.ts';
import { pathSegment } from '../http/request-url.ts';
import { groupId } from './groups.ts';
import { input, requiredText } from './input.ts';
import { listAction } from './list-action.ts';
import { applicationRecord, applicationUserRecord, groupRecord } from './names.ts';
import { outputs, part, statusOutputs } from './output.ts';
import { objectFromOkta, sendToOkta } from './send.ts';

/** Cards of apps and who has them (workflows-format 8.2). */
export const applicationActions: Readonly<Record<string, Action>> = {
  readApplication: {
    title: 'Read Application',
    effect: 'reads',
    run: async (call) => {
      const app = await objectFromOkta(call, { method: 'GET', path: appPath(call) });
      const record = applicationRecord(app);
      return outputs(call, { Result: record }, record, { 'Raw Body': app }, app);
    },
  },
  searchApplications: listAction({
    title: 'Search Applications',
    key: 'Applications',
    toRecord: applicationRecord,
    request: (call) => ({ path: '/api/v1/apps', query: appQuery(call) }),
  }),
  listUsersAssignedToApplication: listAction({
    title: 'List Users Assigned to Application',
    key: 'Users',
    toRecord: applicationUserRecord,
    withoutOption: 'all',
    request: (call) => ({ path: `${appPath(call)}/users` }),
  }),
  listGroupsAssignedToApplication: listAction({
    title: 'List Groups Assigned to Application',
    key: 'Groups',
    toRecord: (assigned) => ({ ...groupRecord(assigned), Priority: assigned.priority ?? null }),
    withoutOption: 'all',
    request: (call) => ({ path: `${appPath(call)}/groups` }),
  }),
  listApplicationsAssignedToUser: listAction({
    title: 'List Applications Assigned to User',
    key: 'Applications',
    toRecord: applicationRecord,
    withoutOption: 'all',
    request: (call) => ({ path: '/api/v1/apps', query: { filter: `user.id eq "${userId(call)}"` } }),
  }),
  getAssignedUserForApplication: {
    title: 'Get Assigned User for Application',
    effect: 'reads',
    run: async (call) => appUserOutputs(call, await objectFromOkta(call, { method: 'GET', path: appUserPath(call) })),
  },
  assignUserToApplicationForSSO: {
    title: 'Assign User to Application for SSO',
    effect: 'outside',
    run: async (call) => {
      const body = { id: userId(call), scope: 'USER', ...credentialsOf(call) };
      return appUserOutputs(call, await objectFromOkta(call, { method: 'POST', path: `${appPath(call)}/users`, body }));
    },
  },
  removeUserFromApplication: {
    title: 'Remove User from Application',
    effect: 'outside',
    run: async (call) => {
      const { status } = await sendToOkta(call, { method: 'DELETE', path: appUserPath(call) });
      return statusOutputs(call, status);
    },
  },
  assignGroupToApplication: {
    title: 'Assign Group to Application',
    effect: 'outside',
    run: async (call) => {
      const path = `${appPath(call)}/groups/${pathSegment(groupId(call))}`;
      const assigned = await objectFromOkta(call, { method: 'PUT', path, body: {} });
      return outputs(call, { Result: { ID: assigned.id ?? null, 'Raw Output': assigned } }, assigned);
    },
  },
};

/** The app as option, or as input when it is chosen at run time. */
function appPath(call: ActionCall): string {
  const option = toText(call.option('application') ?? call.option('instance') ?? call.option('app')).trim();
  const isGiven = option !== '' && !option.startsWith('--');
  const id = isGiven
    ? option
    : requiredText(
        call,
        'Application.ID',
        'Application.Application ID',
        'Application.applicationID',
        '*.Application ID',
        '*.App ID',
        'App.ID',
      );
  return `/api/v1/apps/${pathSegment(id)}`;
}

function userId(call: ActionCall): string {
  return requiredText(call, 'User.ID', 'User.User ID', '*.User ID', 'User.ID or Login', '*.Assignee ID');
}

function appUserPath(call: ActionCall): string {
  return `${appPath(call)}/users/${pathSegment(userId(call))}`;
}

function appUserOutputs(call: ActionCall, user: ValueObject): GroupedFields {
  const record = applicationUserRecord(user);
  return outputs(call, { Result: record }, record, part(user, 'profile'), { 'Raw Body': user }, user);
}

/** User name and password at the app, where the card has them. */
function credentialsOf(call: ActionCall): ValueObject {
  const userName = toText(input(call, '*.Username', '*.User Name'));
  const password = toText(input(call, '*.Password'));
  if (userName === '' && password === '') return {};
  return {
    credentials: {
      ...(userName === '' ? {} : { userName }),
      ...(password === '' ? {} : { password: { value: password } }),
    },
  };
}

function appQuery(call: ActionCall): ValueObject {
  const query = input(call, '*.Query', '*.Name', '*.Label', '*.Application Name');
  const filter = input(call, '*.Filter', '*.Custom Filter', '*.Custom Search Criteria');
  return { ...(isBlank(query) ? {} : { q: toText(query) }), ...(isBlank(filter) ? {} : { filter: toText(filter) }) };
}
