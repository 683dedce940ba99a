import { CardError } from '../../run/card-error.ts';
import { toList, toNumber, toObject, toText } from '../../values/convert.ts';
import { getPath } from '../../values/path.ts';
import { getKey, isList, setKey, type Value, type ValueObject } from '../../values/value.ts';
import type { Action, ActionCall, GroupedFields } from '../connector.ts';
import { pathSegment } from '../http/request-url.ts';
import { input, requiredText } from './input.ts';
import { objectFromOkta, sendToOkta } from './send.ts';

/** Users of one bulk request, and bulk requests of one session (workflows-format 6.3). */
const USERS_PER_PAGE = 200;
const PAGES_PER_SESSION = 50;

/** Cards of import sessions of an identity source (workflows-format 6.3). */
export const importSessionActions: Readonly<Record<string, Action>> = {
  listImportSessions: { title: 'List Import Sessions', effect: 'reads', run: listSessions },
  createAnImportSession: { title: 'Create an Import Session', effect: 'outside', run: createSession },
  bulkUserImport: {
    title: 'Bulk User Import',
    effect: 'outside',
    required: ['Application.sessionId'],
    run: bulkUserImport,
  },
  triggerImportSession: {
    title: 'Trigger Import Session',
    effect: 'outside',
    required: ['Application.sessionId'],
    run: triggerSession,
  },
  deleteImportSession: {
    title: 'Delete Import Session',
    effect: 'outside',
    required: ['Application.sessionId'],
    run: deleteSession,
  },
  mapProfileSourceAttributes: {
    title: 'Map Profile Source Attributes',
    effect: 'none',
    required: ['Import Data.externalIdKey'],
    run: mapAttributes,
  },
};

async function listSessions(call: ActionCall): Promise<GroupedFields> {
  const { body } = await sendToOkta(call, { method: 'GET', path: sessionsPath(call) });
  return { Result: { Sessions: isList(body) ? body : [] } };
}

async function createSession(call: ActionCall): Promise<GroupedFields> {
  return sessionOutputs(await objectFromOkta(call, { method: 'POST', path: sessionsPath(call) }));
}

async function triggerSession(call: ActionCall): Promise<GroupedFields> {
  return sessionOutputs(await objectFromOkta(call, { method: 'POST', path: `${sessionPath(call)}/start-import` }));
}

async function deleteSession(call: ActionCall): Promise<GroupedFields> {
  const { status } = await sendToOkta(call, { method: 'DELETE', path: sessionPath(call) });
  return { Response: { statusCode: status } };
}

/**
 * Sends the users in requests of at most 200, also where the card does not say how many, and one request for none. Of those to delete
 * it sends `externalId` alone, whatever else the list holds (workflows-format 6.3, notes 1 to 3).
 */
async function bulkUserImport(call: ActionCall): Promise<GroupedFields> {
  const deletes = operation(call) === 'DELETE';
  const path = `${sessionPath(call)}/${deletes ? 'bulk-delete' : 'bulk-upsert'}`;
  const users = toList(call.inputs.in('Data', 'Users')).map(toObject);
  const profiles = deletes ? users.map((user) => ({ externalId: getKey(user, 'externalId') })) : users;
  const size = pageSize(call, profiles.length);
  for (let start = 0, number = 0; start === 0 || start < profiles.length; start += size, number++) {
    const body = { entityType: 'USERS', profiles: profiles.slice(start, start + size) };
    await sendToOkta(call, { method: 'POST', path, body, number });
  }
  return { Response: { recordsImported: users.length } };
}

/** The 50 pages of a session are counted only where a card lets its author choose their size. */
function pageSize(call: ActionCall, users: number): number {
  const size = toNumber(input(call, '*.Users Per Page'));
  if (size === null) return USERS_PER_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > USERS_PER_PAGE) {
    throw invalid(`Users Per Page is ${size}; use a whole number from 1 to ${USERS_PER_PAGE}.`);
  }
  if (users > size * PAGES_PER_SESSION) {
    throw invalid(
      `${users} users are more than ${PAGES_PER_SESSION} pages of ${size}. Use larger pages, or spread them over several sessions.`,
    );
  }
  return size;
}

function mapAttributes(call: ActionCall): GroupedFields {
  const deletes = operation(call) === 'DELETE';
  const idKey = toText(call.inputs.in('Import Data', 'externalIdKey'));
  const users = toList(call.inputs.in('Import Data', 'users')).map(toObject);
  return { Result: { Users: users.map((user) => toSourceUser(user, idKey, deletes)) } };
}

/** `{externalId, profile}` of a flat object; ids are text for Okta, numbers or not. */
function toSourceUser(user: ValueObject, idKey: string, deletes: boolean): ValueObject {
  const id = getPath(user, idKey);
  const externalId = id === null ? null : toText(id);
  if (deletes) return { externalId };
  const profile: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(user)) {
    if (key !== idKey) setKey(profile, key, value);
  }
  return { externalId, profile };
}

/** `upsert` and `delete` on one card, `UPSERT` and `DELETE` on the other. */
function operation(call: ActionCall): 'UPSERT' | 'DELETE' {
  const text = toText(call.option('importOperation')).toUpperCase();
  if (text === 'DELETE') return 'DELETE';
  if (text === 'UPSERT' || text === '') return 'UPSERT';
  throw invalid(`The import operation is "${text}"; it is upsert or delete.`);
}

function sessionOutputs(session: ValueObject): GroupedFields {
  return {
    Session: {
      id: getKey(session, 'id'),
      identitySourceId: getKey(session, 'identitySourceId'),
      status: getKey(session, 'status'),
      importType: getKey(session, 'importType'),
    },
  };
}

function sessionPath(call: ActionCall): string {
  return `${sessionsPath(call)}/${pathSegment(requiredText(call, 'Application.sessionId'))}`;
}

function sessionsPath(call: ActionCall): string {
  return `/api/v1/identity-sources/${pathSegment(applicationId(call))}/sessions`;
}

/** The option, unless it says that the id is given at run time (`-- Enter Application ID --`). */
function applicationId(call: ActionCall): string {
  const option = toText(call.option('application')).trim();
  return option === '' || option.startsWith('--') ? requiredText(call, 'Application.applicationID') : option;
}

function invalid(message: string): CardError {
  return new CardError(message, { kind: 'invalid_input' });
}
