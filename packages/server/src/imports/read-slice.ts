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
import { userQuery, usersById } from './user-query.ts';

/** What the directory says about one chunk: the users that its records are linked to or could match. */
export interface Slice {
  readonly sourceUsers: readonly SourceUserView[];
  readonly ready: readonly Ready[];
  readonly users: readonly UserView[];
  readonly unique: readonly UniqueValue[];
  readonly holders: ReadonlyMap<string, string>;
}

/** Looks everybody up that the plan of a chunk may speak of. */
export async function readSlice(
  tx: Transaction,
  run: ImportRun,
  sourceUsers: readonly SourceUserView[],
  ready: readonly Ready[],
  linkedIds: readonly string[],
): Promise<Slice> {
  const users = await loadUsers(tx, run.basis, userQuery(run.basis, ready, linkedIds));
  const unique = uniqueValuesOf(run, ready);
  return { sourceUsers, ready, users, unique, holders: await uniqueHolders(tx, unique) };
}

/** The slice with what earlier chunks of the same import promised on top: the directory as the first record finds it. */
export async function openPlanState(run: ImportRun, slice: Slice): Promise<PlanState> {
  const { sourceUsers, users, holders } = slice;
  const numbers = promisesAbout(run, slice);
  const { earlier, more } = numbers.length === 0 ? NO_PROMISES : await readPromises(run, numbers, users);
  const state = new PlanState(
    { sourceUsers, users: [...users, ...more], uniqueHolders: holders, deletedHere: await deletedHere(run, users) },
    run.basis,
  );
  for (const decision of earlier) state.apply(decision);
  return state;
}

interface Promises {
  readonly earlier: readonly Decision[];
  /** Users that the decisions speak of, and that the slice has not. */
  readonly more: readonly UserView[];
}

const NO_PROMISES: Promises = { earlier: [], more: [] };

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
    if ((await run.folds.users.fate(run.uploads, heldBy, keyHash(heldBy))) === 'delete') deleted.add(heldBy);
  }
  return deleted;
}

/** Numbers of the decisions of earlier chunks that speak of the same logins, match keys, users or unique values. */
function promisesAbout({ overlay }: ImportRun, { ready, users, unique, holders }: Slice): readonly number[] {
  const numbers = new Set<number>();
  const note = (number: number | undefined) => number !== undefined && numbers.add(number);
  for (const record of ready) {
    note(overlay.logins.get(record.keys.login));
    if (record.exactKey !== null) note(overlay.exactKeys.get(record.exactKey));
  }
  for (const id of [...users.map((user) => user.id), ...holders.values()]) {
    note(overlay.users.get(id));
    note(overlay.released.get(id));
  }
  for (const { attribute, value } of unique) note(overlay.uniqueValues.get(uniqueClaim(attribute, value) ?? ''));
  return [...numbers];
}

/** Reads decisions of earlier chunks, in the order in which they were made, once they are written. */
async function readPromises(run: ImportRun, numbers: readonly number[], users: readonly UserView[]): Promise<Promises> {
  await run.writing;
  return run.org.read(async (tx) => {
    const rows = await tx.query<RecordRow>(sql`
      SELECT ${join(RECORD_COLUMNS.slice(1).map((name) => raw(name)))} FROM import_records
       WHERE import_id = ${run.importId} AND number = ANY(${numbers}::int[])
       ORDER BY (action = 'delete') = ${run.basis.choices.importOrder === 'upsertsFirst'}, number`);
    const earlier = rows.map(decodeDecision);
    const known = new Set(users.map(({ id }) => id));
    const ids = earlier.flatMap(({ record: { userId } }) => (userId === null || known.has(userId) ? [] : [userId]));
    return { earlier, more: await loadUsers(tx, run.basis, usersById(ids)) };
  });
}
