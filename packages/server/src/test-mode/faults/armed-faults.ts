import { ERROR_CATALOGUE, type ErrorCode, notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ArmedFault, FaultKind, FaultMatch, NewFault } from './fault.ts';

interface FaultRow {
  readonly id: number;
  readonly match: FaultMatch;
  readonly fault: FaultKind;
  readonly times: number;
  readonly skip: number;
  readonly remaining: number;
}

/** Arms a fault. Throws `validationFailed` for one that can never happen. */
export async function armFault(
  tx: Transaction,
  org: string,
  { match = {}, times = 1, after = 0, fault }: NewFault,
): Promise<ArmedFault> {
  checkFault(match, fault);
  const [row] = await tx.query<FaultRow>(sql`
    INSERT INTO headwater_test.faults (org, match, fault, times, skip, remaining)
    VALUES (${org}, ${JSON.stringify(match)}, ${JSON.stringify(fault)}, ${times}, ${after}, ${times})
    RETURNING id, match, fault, times, skip, remaining`);
  if (row === undefined) throw new TypeError('The fault was not written');
  return show(row);
}

function checkFault(match: FaultMatch, fault: FaultKind): void {
  if (fault.kind === 'error' && errorOf(fault.errorCode) === undefined) {
    throw validationFailed('fault', [`fault.errorCode: "${fault.errorCode}" is no code of the error catalogue`]);
  }
  if (fault.kind !== 'import') return;
  if (fault.stopAfterRecords === undefined && fault.delaySeconds === undefined) {
    throw validationFailed('fault', ['fault: Give stopAfterRecords, delaySeconds or both']);
  }
  const others = Object.keys(match).filter((name) => name !== 'identitySourceId');
  if (others.length > 0) {
    throw validationFailed('match', [
      `match.${others[0]}: An import is no request; only identitySourceId can be matched`,
    ]);
  }
}

/** The entry of the catalogue that a fault names, by our code or by Okta's. */
export function errorOf(code: string): ErrorCode | undefined {
  if (Object.hasOwn(ERROR_CATALOGUE, code)) return code as ErrorCode;
  const found = Object.entries(ERROR_CATALOGUE).find(([, entry]) => entry.oktaCode === code);
  return found?.[0] as ErrorCode | undefined;
}

/** All faults of an org, also those that have happened, in the order in which they are tried. */
export async function listFaults(tx: Transaction, org: string): Promise<readonly ArmedFault[]> {
  const rows = await tx.query<FaultRow>(sql`
    SELECT id, match, fault, times, skip, remaining FROM headwater_test.faults WHERE org = ${org} ORDER BY id`);
  return rows.map(show);
}

/** Takes one fault away. Throws `notFound`. */
export async function removeFault(tx: Transaction, org: string, id: string): Promise<void> {
  const known = /^\d{1,15}$/.test(id);
  const removed = known
    ? await tx.execute(sql`DELETE FROM headwater_test.faults WHERE org = ${org} AND id = ${id}::bigint`)
    : 0;
  if (removed === 0) throw notFound(id, 'Fault');
}

/** Takes all faults away. */
export async function removeFaults(tx: Transaction, org: string): Promise<void> {
  await tx.execute(sql`DELETE FROM headwater_test.faults WHERE org = ${org}`);
}

/**
 * The fault that happens now, if one does: the first, in the order of arming, that `applies` and has let through what it was to let
 * through. It is used up once, and those before it count down what they let through. Rows are locked: over all processes, each time
 * of a fault happens once.
 */
export async function takeFault(
  tx: Transaction,
  org: string,
  applies: (fault: Pick<ArmedFault, 'match' | 'fault'>) => boolean,
): Promise<ArmedFault | undefined> {
  const rows = await tx.query<FaultRow>(sql`
    SELECT id, match, fault, times, skip, remaining FROM headwater_test.faults
    WHERE org = ${org} AND remaining > 0 ORDER BY id FOR UPDATE`);
  for (const row of rows.filter(applies)) {
    const use = row.skip > 0 ? sql`skip = skip - 1` : sql`remaining = remaining - 1`;
    await tx.execute(sql`UPDATE headwater_test.faults SET ${use} WHERE id = ${row.id}`);
    if (row.skip === 0) return show({ ...row, remaining: row.remaining - 1 });
  }
  return undefined;
}

function show({ id, skip, ...row }: FaultRow): ArmedFault {
  return { ...row, id: String(id), after: skip };
}
