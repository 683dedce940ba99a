import { describeReason, notFound, type SourceGroup, validationFailed } from '@headwater/protocol';
import { applyGroup, type PlannedGroup, planGroup } from '../../../imports/record/group-record.ts';
import { onRecord, type RecordContext } from '../../../imports/record/on-record.ts';
import type { Org } from '../../../orgs/org.ts';
import type { Act } from '../../../system-log/act.ts';
import { type Event, recordEvent } from '../../../system-log/record-event.ts';
import { sourceParty } from '../../identity-source.ts';
import { requireActive } from '../../sessions/on-session.ts';
import { refuseExisting } from '../refuse-existing.ts';
import { findSourceGroup, type GroupPath, requireGroups, type SourceGroupRow, toSourceGroup } from './source-group.ts';
import { type StagedGroup, stageGroupUpdate, stageNewGroup } from './stage-group.ts';

/**
 * Creates a group. An external id that exists is refused with `validationFailed` or `conflict`, or updated, as the org's switch
 * `createExisting` says. Throws what `stageNewGroup` throws, `featureOff` where there are no groups, and `notFound` for an
 * unknown source.
 */
export async function createGroup(org: Org, sourceId: string, body: unknown, act: Act): Promise<SourceGroup> {
  const staged = stageNewGroup(org.choices, body);
  return onGroup(org, sourceId, staged.externalId, async (context) => {
    const planned = await planUpsert(context, staged);
    if (planned.before !== undefined) refuseExisting(org.choices, staged.externalId);
    await applyGroup(context, planned);
    return finish(context, planned, act);
  });
}

/**
 * Updates a group. What its profile does not name stays; the description is cleared where the org's switch `groupUpdate` says so. Throws
 * what `stageGroupUpdate` and `findSourceGroup` throw.
 */
export async function updateGroup(org: Org, path: GroupPath, body: unknown, act: Act): Promise<SourceGroup> {
  const { group } = await org.read((tx) => findSourceGroup(tx, org, path), { brief: true });
  const staged = stageGroupUpdate(org.choices, body, group.externalId);
  return onGroup(org, path.sourceId, group.externalId, async (context) => {
    const planned = await planUpsert(context, staged);
    if (planned.before === undefined) throw notFound(path.groupOrExternalId, 'UserGroup');
    await applyGroup(context, planned);
    return finish(context, planned, act);
  });
}

/** Deletes a group, as a bulk-delete would. Throws what `findSourceGroup` throws. */
export async function deleteGroup(org: Org, path: GroupPath, act: Act): Promise<void> {
  const { group } = await org.read((tx) => findSourceGroup(tx, org, path), { brief: true });
  await onGroup(org, path.sourceId, group.externalId, async (context) => {
    const planned = await planGroup(context, { action: 'delete', externalId: group.externalId, profile: {} });
    if (planned.before === undefined) throw notFound(path.groupOrExternalId, 'UserGroup');
    refuseError(planned);
    await applyGroup(context, planned);
    await recordGroupCall(context, 'delete', group, undefined, act);
  });
}

function onGroup<T>(
  org: Org,
  sourceId: string,
  externalId: string,
  work: (context: RecordContext) => Promise<T>,
): Promise<T> {
  return onRecord(org, sourceId, `group ${externalId}`, async (context) => {
    requireGroups(org, context.run.basis);
    requireActive(org, context.source);
    return work(context);
  });
}

async function planUpsert(context: RecordContext, staged: StagedGroup): Promise<PlannedGroup> {
  const planned = await planGroup(context, { action: 'upsert', ...staged });
  refuseError(planned);
  return planned;
}

/** What an import would have called an error of the record is refused, and nothing of it is stored. */
function refuseError({ record }: PlannedGroup): void {
  if (record.outcome !== 'error' || record.reason === null) return;
  throw validationFailed('profile', [`profile: ${describeReason(record.reason)}`]);
}

async function finish(context: RecordContext, planned: PlannedGroup, act: Act): Promise<SourceGroup> {
  const { record, before } = planned;
  const values = { ...before?.values, ...record.after };
  const group: SourceGroupRow = {
    id: record.objectId ?? '',
    externalId: record.externalId,
    name: values.displayName ?? '',
    description: values.description ?? null,
  };
  const { profile } = toSourceGroup(group);
  const changes =
    before === undefined
      ? undefined
      : {
          from: { profile: { ...before.values }, externalId: group.externalId },
          to: { profile, externalId: group.externalId },
        };
  await recordGroupCall(context, before === undefined ? 'create' : 'update', group, changes, act);
  return toSourceGroup(group);
}

type Changes = NonNullable<NonNullable<Event['targets']>[number]['changeDetails']>;

async function recordGroupCall(
  { tx, run, source, at }: RecordContext,
  type: 'create' | 'update' | 'delete',
  group: SourceGroupRow,
  changes: Changes | undefined,
  act: Act,
): Promise<void> {
  const party = groupParty(group);
  await recordEvent(tx, {
    at,
    type: `system.identity_sources.group.${type}`,
    ...act,
    targets: [changes === undefined ? party : { ...party, changeDetails: changes }, sourceParty(source)],
    debug: { job_id: run.importId, instance_id: source.id, AppName: source.label },
  });
}

/** A group as events name it. */
export function groupParty({ id, externalId, name }: SourceGroupRow) {
  return { id, type: 'UserGroup', alternateId: externalId, displayName: name };
}
