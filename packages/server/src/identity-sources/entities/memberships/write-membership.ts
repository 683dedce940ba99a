import { ApiError, type Choices, EXTERNAL_ID_LENGTH, notFound, validationFailed } from '@headwater/protocol';
import { applyPair, planPair } from '../../../imports/record/membership-record.ts';
import { onRecord, type RecordContext } from '../../../imports/record/on-record.ts';
import { isRecord } from '../../../json/is-record.ts';
import type { Org } from '../../../orgs/org.ts';
import type { Act } from '../../../system-log/act.ts';
import { recordEvent } from '../../../system-log/record-event.ts';
import { readExternalId } from '../../external-id.ts';
import { sourceParty } from '../../identity-source.ts';
import { requireActive } from '../../sessions/on-session.ts';
import { findSourceGroup, type GroupPath, requireGroups, type SourceGroupRow } from '../groups/source-group.ts';
import { groupParty } from '../groups/write-group.ts';
import { findSourceUser, type SourceUserRow, userParty } from '../users/source-user.ts';
import { externalIdOfPath } from '../users/stage-user.ts';

/**
 * Makes a person of the source a member of a group; a member already stays one. Throws `malformedBody`, `validationFailed`, `notFound` for
 * an unknown person, and what `findSourceGroup` throws.
 */
export async function addMember(org: Org, path: GroupPath, body: unknown, act: Act): Promise<void> {
  const member = stageMember(org.choices, body);
  await onPair(org, path, member, member, async (context, group, person) => {
    const record = await planPair(context, 'upsert', { group: group.externalId, member });
    if (record.outcome === 'error') throw notFound(path.groupOrExternalId, 'UserGroup');
    if (record.outcome === 'dropped') throw notFound(member, 'AppUser');
    await applyPair(context, record);
    await recordMembershipCall(context, 'assign', group, person, act);
  });
}

/**
 * Takes a person out of a group. Throws `notFound` for an unknown person, and for one who is no member, and what `findSourceGroup` throws.
 * @param reference the external id as the client wrote it
 */
export async function removeMember(org: Org, path: GroupPath, reference: string, act: Act): Promise<void> {
  const member = externalIdOfPath(org.choices, reference);
  await onPair(org, path, member, reference, async (context, group, person) => {
    const record = await planPair(context, 'delete', { group: group.externalId, member });
    if (record.outcome !== 'removed') throw notFound(reference, 'AppUser');
    await applyPair(context, record);
    await recordMembershipCall(context, 'revoke', group, person, act);
  });
}

function stageMember(choices: Choices, body: unknown): string {
  if (!isRecord(body)) throw new ApiError('malformedBody');
  const { memberExternalId } = body;
  const causes: string[] = [];
  const member = readExternalId(choices, memberExternalId, 'memberExternalId', EXTERNAL_ID_LENGTH.member, causes);
  if (causes.length > 0) throw validationFailed('memberExternalId', causes);
  return member;
}

/** Runs `work` on a group and a live person of its source. */
async function onPair(
  org: Org,
  path: GroupPath,
  member: string,
  reference: string,
  work: (context: RecordContext, group: SourceGroupRow, person: SourceUserRow) => Promise<void>,
): Promise<void> {
  const { group } = await org.read((tx) => findSourceGroup(tx, org, path), { brief: true });
  await onRecord(org, path.sourceId, `membership ${JSON.stringify([group.id, member])}`, async (context) => {
    requireGroups(org, context.run.basis);
    requireActive(org, context.source);
    const person = await findSourceUser(context.tx, path.sourceId, member);
    if (person === undefined) throw notFound(reference, 'AppUser');
    await work(context, group, person);
  });
}

async function recordMembershipCall(
  { tx, run, source, at }: RecordContext,
  type: 'assign' | 'revoke',
  group: SourceGroupRow,
  person: SourceUserRow,
  act: Act,
): Promise<void> {
  await recordEvent(tx, {
    at,
    type: `system.identity_sources.group.user.${type}`,
    ...act,
    targets: [userParty(person), groupParty(group), sourceParty(source)],
    debug: { job_id: run.importId, instance_id: source.id, AppName: source.label },
  });
}
