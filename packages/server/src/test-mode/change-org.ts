import { ApiError } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import type { Transaction } from '../database/transaction.ts';
import type { Org } from '../orgs/org.ts';
import { announceOrgs } from '../orgs/org-rows.ts';
import type { TestMode } from './test-mode.ts';
import { takeOrg } from './test-schema.ts';

/** What changing the test mode of an org takes. */
export interface TestModeParts {
  readonly database: Database;
  /** Makes this process see the orgs as they are now. */
  refreshOrgs(): Promise<void>;
}

/**
 * Runs `work` while nobody else works on the org, then stores the test mode that it gives. Everything after the return of this call
 * sees it, in this process and every other. Throws `featureOff` for an org that is not in test mode.
 */
export async function changeOrg<T>(
  parts: TestModeParts,
  org: Pick<Org, 'name'>,
  work: (tx: Transaction, mode: TestMode) => Promise<{ readonly mode?: Omit<TestMode, 'version'>; readonly value: T }>,
): Promise<T> {
  const value = await parts.database.inOrg(org.name, async (tx) => {
    const before = await takeOrg(tx, org.name);
    if (before === undefined) throw new ApiError('featureOff');
    const { mode, value } = await work(tx, before);
    if (mode !== undefined) await storeTestMode(tx, org.name, { ...mode, version: before.version + 1 });
    return value;
  });
  await parts.refreshOrgs();
  return value;
}

/** Writes the test mode of an org, or takes it away; all processes are told. */
export async function storeTestMode(tx: Transaction, org: string, mode: TestMode | undefined): Promise<void> {
  const settings = mode === undefined ? null : JSON.stringify({ testMode: mode });
  await tx.execute(sql`
    UPDATE headwater.orgs SET settings = settings - 'testMode' || coalesce(${settings}::jsonb, '{}') WHERE name = ${org}`);
  await announceOrgs(tx);
}
