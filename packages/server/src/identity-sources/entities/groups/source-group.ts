import { ApiError, notFound, type SourceGroup } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../../database/transaction.ts';
import { isStorable } from '../../../json/storable-text.ts';
import type { Org } from '../../../orgs/org.ts';
import { normaliseExternalId } from '../../external-id.ts';
import { getIdentitySource, type IdentitySource } from '../../identity-source.ts';

/** A group by the two ids of its path. */
export interface GroupPath {
  readonly sourceId: string;
  /** Its id in the directory or its external id, as the client wrote it. */
  readonly groupOrExternalId: string;
}

/** The path of a group by the parameters of its route. */
export function groupPath(params: {
  readonly identitySourceId: string;
  readonly groupOrExternalId: string;
}): GroupPath {
  return { sourceId: params.identitySourceId, groupOrExternalId: params.groupOrExternalId };
}

/** A group of a source as it is stored. */
export interface SourceGroupRow {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly description: string | null;
}

/** A group together with what of its source matters to it. */
export interface GroupOfSource {
  readonly source: IdentitySource;
  readonly group: SourceGroupRow;
}

/**
 * The group that a path means: by its id in the directory, else by its external id, or the other way round, as the org's switch
 * `groupIdOrder` says. Throws `notFound` for an unknown source or group, and what `requireGroups` throws.
 */
export async function findSourceGroup(
  tx: Transaction,
  org: Org,
  { sourceId, groupOrExternalId: reference }: GroupPath,
): Promise<GroupOfSource> {
  const externalId = normaliseExternalId(org.choices, reference);
  const [source, rows] = await Promise.all([
    getIdentitySource(tx, sourceId),
    isStorable(reference) ? readGroups(tx, sourceId, reference, externalId) : [],
  ]);
  requireGroups(org, source);
  const byId = rows.find(({ id }) => id === reference);
  const byExternalId = rows.find((row) => row.externalId === externalId);
  const group = org.choices.groupIdOrder === 'idFirst' ? (byId ?? byExternalId) : (byExternalId ?? byId);
  if (group === undefined) throw notFound(reference, 'UserGroup');
  return { source, group };
}

/** Two look-ups by key; the fence keeps the planner from reading every group of the source for the first. */
function readGroups(
  tx: Transaction,
  sourceId: string,
  id: string,
  externalId: string,
): Promise<readonly SourceGroupRow[]> {
  return tx.query<SourceGroupRow>(sql`
    SELECT id, external_id AS "externalId", name, description
      FROM (SELECT * FROM groups WHERE id = ${id} OFFSET 0) AS by_id WHERE source_id = ${sourceId}
     UNION ALL
    SELECT id, external_id, name, description FROM groups
     WHERE source_id = ${sourceId} AND external_id = ${externalId} AND id <> ${id}`);
}

/** Refuses with `featureOff` where the org (switch `groupLoads`) or the source (setting `importGroups`) has no groups. */
export function requireGroups(org: Org, { settings }: Pick<IdentitySource, 'settings'>): void {
  if (!settings.importGroups || org.choices.groupLoads === 'unsupported') throw new ApiError('featureOff');
}

/** A group as the wire shows it (identity-sources-api 2.13). */
export function toSourceGroup({ id, externalId, name, description }: SourceGroupRow): SourceGroup {
  return { id, externalId, profile: { displayName: name, description } };
}
