import { notFound, type SourceUser, validationFailed } from '@headwater/protocol';
import { onRecord, type RecordContext } from '../../../imports/record/on-record.ts';
import {
  applyUser,
  type PlannedUser,
  planUser,
  type UserRecord,
  userAfter,
} from '../../../imports/record/user-record.ts';
import type { Org } from '../../../orgs/org.ts';
import type { Act } from '../../../system-log/act.ts';
import { recordEvent } from '../../../system-log/record-event.ts';
import { refuseOthers } from '../../bulk-loads/stage-text.ts';
import { sourceParty } from '../../identity-source.ts';
import { requireActive } from '../../sessions/on-session.ts';
import { refuseExisting } from '../refuse-existing.ts';
import { refusal } from './refusal.ts';
import { type SourceUserRow, toSourceUser, userParty } from './source-user.ts';
import { externalIdOfPath, type StagedUser, stageUser } from './stage-user.ts';

/** A user by the two ids of its path. */
export interface UserPath {
  readonly sourceId: string;
  /** As the client wrote it. */
  readonly externalId: string;
}

type Known = PlannedUser['before'];

/**
 * Creates a person; one who was deleted comes back, as with an upload. An external id that exists is refused with `validationFailed` or
 * `conflict`, or updated, as the org's switch `createExisting` says. Throws what `stageUser` throws, `notFound` for an
 * unknown source, and `validationFailed` for everything that is an error of the record in an import; then nothing is stored.
 */
export async function createUser(org: Org, sourceId: string, body: unknown, act: Act): Promise<SourceUser> {
  const staged = stageUser(org.choices, body);
  return onUser(org, sourceId, staged.externalId, async (context) => {
    const planned = await planUpsert(context, staged, (known) => {
      if (isLive(known)) refuseExisting(org.choices, staged.externalId);
    });
    await applyUser(context, planned);
    const type = isLive(planned.before) ? 'update' : 'create';
    return finish(context, planned, type, act);
  });
}

/** Replaces a person's profile: attributes that are not sent become null. Errors as {@link createUser}, and `notFound` for nobody. */
export function replaceUser(org: Org, path: UserPath, body: unknown, act: Act): Promise<SourceUser> {
  return changeUser(org, path, body, 'replace', act);
}

/** Updates a person's profile: attributes that are not sent stay. Errors as {@link replaceUser}. */
export function updateUser(org: Org, path: UserPath, body: unknown, act: Act): Promise<SourceUser> {
  return changeUser(org, path, body, 'merge', act);
}

/** Deletes a person, as a bulk-delete would (import-semantics 2.5). Throws `notFound` for somebody unknown, or deleted already. */
export async function deleteUser(org: Org, path: UserPath, act: Act): Promise<void> {
  const externalId = externalIdOfPath(org.choices, path.externalId);
  await onUser(org, path.sourceId, externalId, async (context) => {
    const planned = await planUser(context, { action: 'delete', externalId, profile: {} });
    if (!isLive(planned.before)) throw notFound(path.externalId, 'AppUser');
    await applyUser(context, planned);
    await recordCall(context, 'delete', planned, null, act);
  });
}

async function changeUser(
  org: Org,
  path: UserPath,
  body: unknown,
  absentAttributes: 'merge' | 'replace',
  act: Act,
): Promise<SourceUser> {
  const staged = stageUser(org.choices, body, externalIdOfPath(org.choices, path.externalId));
  return onUser(org, path.sourceId, staged.externalId, async (context) => {
    const planned = await planUpsert(context, { ...staged, absentAttributes }, (known) => {
      if (!isLive(known)) throw notFound(path.externalId, 'AppUser');
    });
    await applyUser(context, planned);
    return finish(context, planned, 'update', act);
  });
}

function onUser<T>(
  org: Org,
  sourceId: string,
  externalId: string,
  work: (context: RecordContext) => Promise<T>,
): Promise<T> {
  return onRecord(org, sourceId, `user ${externalId}`, async (context) => {
    requireActive(org, context.source);
    return work(context);
  });
}

/** Plans an upsert, and refuses what an import would have called an error. `allow` throws where the call does not fit who is known. */
async function planUpsert(
  context: RecordContext,
  record: Omit<UserRecord, 'action'>,
  allow: (known: Known) => void,
): Promise<PlannedUser> {
  const { basis } = context.run;
  requireKnownAttributes(context, record);
  const planned = await planUser(context, { action: 'upsert', ...record });
  allow(planned.before);
  const { outcome, reason } = planned.decision.record;
  if (outcome !== 'error') return planned;
  if (reason === null) throw new TypeError(`The record of ${record.externalId} is an error without a reason`);
  throw refusal(reason, record.profile, basis);
}

function requireKnownAttributes({ org, run }: RecordContext, { profile }: Pick<StagedUser, 'profile'>): void {
  if (org.choices.unknownAttributes === 'drop') return;
  const causes: string[] = [];
  refuseOthers(profile, new Set(run.basis.sourceAttributes.attributes.keys()), 'profile', causes);
  if (causes.length > 0) throw validationFailed('profile', causes);
}

function isLive(known: Known): boolean {
  return known !== undefined && known.status !== 'DEPROVISIONED';
}

async function finish(
  context: RecordContext,
  planned: PlannedUser,
  type: 'create' | 'update',
  act: Act,
): Promise<SourceUser> {
  const row = userAfter(context, planned);
  await recordCall(context, type, planned, row, act);
  return toSourceUser(row, context.run.basis.sourceSchema);
}

async function recordCall(
  { tx, run, source, at }: RecordContext,
  type: 'create' | 'update' | 'delete',
  { decision, before }: PlannedUser,
  after: SourceUserRow | null,
  act: Act,
): Promise<void> {
  const { externalId } = decision.record;
  const profile = after?.profile ?? before?.profile ?? {};
  const person = userParty({ id: decision.sourceUserId ?? '', externalId, profile });
  const changes =
    type === 'update'
      ? { from: { profile: before?.profile ?? {}, externalId }, to: { profile, externalId } }
      : undefined;
  await recordEvent(tx, {
    at,
    type: `system.identity_sources.user.${type}`,
    ...act,
    targets: [changes === undefined ? person : { ...person, changeDetails: changes }, sourceParty(source)],
    debug: { job_id: run.importId, instance_id: source.id, AppName: source.label },
  });
}
