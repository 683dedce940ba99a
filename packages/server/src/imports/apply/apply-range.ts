import type { Transaction } from '../../database/transaction.ts';
import { claimUnique } from './claim-unique.ts';
import { groupsOfLinks, touchGroupsOfLinks } from './groups-of-links.ts';
import { inspectRange, lockUsers, type RangeContent } from './inspect-range.ts';
import type { RecordRange } from './range.ts';
import { takeOverLinks } from './take-over-links.ts';
import { writeChanges } from './write-changes.ts';
import { insertSourceUsers, reconsiderOthers, updateSourceUsers } from './write-source-users.ts';
import { insertUsers, releaseLogins, releaseUsers, updateUsers } from './write-users.ts';

/** The directory is no longer as the plan saw it: the records of the range must be planned again. */
export class PlanOutdated extends Error {
  constructor(range: RecordRange) {
    super(
      `Users of the records ${range.from} to ${range.to} of import ${range.importId} changed since they were planned`,
    );
    this.name = 'PlanOutdated';
  }
}

/**
 * Applies planned records to the directory, set by set. Throws `PlanOutdated` when a user changed since the plan, and lets
 * a unique violation through when a login was taken since; in both cases the transaction must be rolled back.
 * @param before the range before this one, applied side by side: the log of changes keeps the order of the records
 */
export async function applyRange(
  tx: Transaction,
  range: RecordRange,
  unique: readonly string[],
  before: Promise<void> = Promise.resolve(),
): Promise<void> {
  await applyContent(tx, range, await inspectRange(tx, range), unique, before);
}

/** The same, where it is known what there is to do. */
export async function applyContent(
  tx: Transaction,
  range: RecordRange,
  content: RangeContent,
  unique: readonly string[],
  before: Promise<void> = Promise.resolve(),
): Promise<void> {
  if (content.changes === 0) return;
  const locked =
    content.changedUsers > 0 ? await lockUsers(tx, range, content.changedUsers) : { stale: false, renamed: false };
  if (locked.stale || !(await claimUnique(tx, range, unique))) throw new PlanOutdated(range);
  if (locked.renamed) await releaseLogins(tx, range);
  if (content.changedUsers > 0) await updateUsers(tx, range);
  if (content.newUsers > 0) await insertUsers(tx, range);
  const groups = content.confirmed > 0 ? await groupsOfLinks(tx, range) : [];
  if (content.takenLinks > 0) await takeOverLinks(tx, range);
  if (content.newSourceUsers > 0) await insertSourceUsers(tx, range);
  if (content.changedSourceUsers > 0 && (await updateSourceUsers(tx, range)) < content.changedSourceUsers) {
    throw new PlanOutdated(range);
  }
  if (content.releasedUsers > 0) {
    await releaseUsers(tx, range);
    await reconsiderOthers(tx, range);
  }
  await before;
  if (groups.length > 0) await touchGroupsOfLinks(tx, groups, range.at);
  await writeChanges(tx, range);
}
