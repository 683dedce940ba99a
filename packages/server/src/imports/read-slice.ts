import sql, { join, raw } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { findUniqueHolders, type UniqueValue } from '../directory/profile-schemas/unique-values.ts';
import type { ImportRun } from './import-run.ts';
import { keyHash } from './key-hash.ts';
import { loadUsers } from './load-slice.ts';
import { uniqueClaim } from './overlay.ts';
import type { Ready } from './plan/prepare.ts';
import type { SourceUserView, UserView } from './plan/slice.ts';
import { type Decision, PlanState } from './plan-state.ts';
import { decodeDecision, RECORD_COLUMNS, type RecordRow } from './record-row.ts';
import { userQuery } from './user-query.ts';

/**
 * Everything the plan of one chunk may know: the users that its records are linked to or could match, and what earlier
 * chunks of the same import promised about them.
 */
export async function readSlice(
  tx: Transaction,
  run: ImportRun,
  sourceUsers: readonly SourceUserView[],
  ready: readonly Ready[],
  linkedIds: readonly string[],
): Promise<PlanState> {
  const users = await loadUsers(tx, run.basis, userQuery(run.basis, ready, linkedIds));
  const unique = uniqueValuesOf(run, ready);
  const holders = await uniqueHolders(tx, unique);
  const touched = new Set([...users.map(({ id }) => id), ...holders.values()]);
  const earlier = await readEarlier(tx, run, ready, touched, unique);
  const known = new Set(users.map(({ id }) => id));
  const missing = earlier.flatMap(({ record }) =>
    record.userId === null || known.has(record.userId) ? [] : [record.userId],
  );
  const more =
    missing.length === 0
      ? []
      : await loadUsers(tx, run.basis, { ids: missing, logins: [], emails: [], names: [], attribute: undefined });
  const state = new PlanState(
    {
      sourceUsers,
      users: [...users, ...more],
      uniqueHolders: holders,
      deletedHere: await deletedHere(run, users),
    },
    run.basis,
  );
  for (const decision of earlier) state.apply(decision);
  return state;
}

function uniqueValuesOf(run: ImportRun, ready: readonly Ready[]): readonly UniqueValue[] {
  const { unique } = run.basis.userAttributes;
  return ready.flatMap(({ values }) => unique.map((attribute) => ({ attribute, value: values[attribute] ?? null })));
}

async function uniqueHolders(tx: Transaction, values: readonly UniqueValue[]): Promise<ReadonlyMap<string, string>> {
  const holders = await findUniqueHolders(tx, values);
  const found = new Map<string, string>();
  for (const { attribute, value } of values) {
    const holder = holders.holder(attribute, value);
    const claim = uniqueClaim(attribute, value);
    if (holder !== undefined && claim !== undefined) found.set(claim, holder);
  }
  return found;
}

/** Holders of users of the slice that the same session deletes: their links may move (import-semantics 2.4 step 4e). */
async function deletedHere(run: ImportRun, users: readonly UserView[]): Promise<ReadonlySet<string>> {
  const deleted = new Set<string>();
  for (const { heldBy } of users) {
    if (heldBy === null) continue;
    if ((await run.fold.fate(run.uploads, heldBy, keyHash(heldBy))) === 'delete') deleted.add(heldBy);
  }
  return deleted;
}

/** The decisions of earlier chunks that speak of the same logins, match keys, users or unique values, in their order. */
async function readEarlier(
  tx: Transaction,
  run: ImportRun,
  ready: readonly Ready[],
  userIds: ReadonlySet<string>,
  unique: readonly UniqueValue[],
): Promise<readonly Decision[]> {
  const { overlay } = run;
  const numbers = new Set<number>();
  const note = (number: number | undefined) => number !== undefined && numbers.add(number);
  for (const record of ready) {
    note(overlay.logins.get(record.keys.login));
    if (record.exactKey !== null) note(overlay.exactKeys.get(record.exactKey));
  }
  for (const id of userIds) note(overlay.users.get(id));
  for (const { attribute, value } of unique) note(overlay.uniqueValues.get(uniqueClaim(attribute, value) ?? ''));
  if (numbers.size === 0) return [];
  await run.writing;
  const rows = await tx.query<RecordRow>(sql`
    SELECT ${join(RECORD_COLUMNS.slice(1).map((name) => raw(name)))} FROM import_records
     WHERE import_id = ${run.importId} AND number = ANY(${[...numbers]}::int[]) ORDER BY number`);
  return rows.map(decodeDecision);
}
