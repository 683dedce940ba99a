import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { FindHindrance, ImportHindrance } from '../../imports/hindered-import.ts';
import { takeFault } from './armed-faults.ts';

const UNHINDERED: ImportHindrance = { stopAfter: null, notBefore: null };

/** What faults make of imports. */
export const findHindrance: FindHindrance = (org, { id, source_id: sourceId, created }, hold) =>
  org.transaction(async (tx) => {
    await hold(tx);
    return hindranceOf(tx, org.name, { importId: id, sourceId, triggered: created });
  });

/** Decided when it is looked at for the first time, and the same from then on. */
async function hindranceOf(
  tx: Transaction,
  org: string,
  subject: { readonly importId: string; readonly sourceId: string; readonly triggered: Date },
): Promise<ImportHindrance> {
  const { importId, sourceId, triggered } = subject;
  const [known] = await tx.query<ImportHindrance>(sql`
    SELECT stop_after AS "stopAfter", not_before AS "notBefore" FROM headwater_test.import_faults
    WHERE org = ${org} AND import_id = ${importId}`);
  if (known !== undefined) return known;
  const armed = await takeFault(
    tx,
    org,
    ({ match, fault }) => fault.kind === 'import' && (match.identitySourceId ?? sourceId) === sourceId,
  );
  const hindrance = armed?.fault.kind === 'import' ? toHindrance(armed.fault, triggered) : UNHINDERED;
  await tx.execute(sql`
    INSERT INTO headwater_test.import_faults (org, import_id, stop_after, not_before)
    VALUES (${org}, ${importId}, ${hindrance.stopAfter}, ${hindrance.notBefore})`);
  return hindrance;
}

function toHindrance(
  fault: { readonly stopAfterRecords?: number; readonly delaySeconds?: number },
  triggered: Date,
): ImportHindrance {
  const { stopAfterRecords, delaySeconds } = fault;
  return {
    stopAfter: stopAfterRecords ?? null,
    notBefore: delaySeconds === undefined ? null : new Date(triggered.getTime() + delaySeconds * 1000),
  };
}
