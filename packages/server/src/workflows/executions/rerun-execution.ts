import type { StartInput } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { REDACTED } from '../journal/redact.ts';
import { readValue } from '../journal/stored-value.ts';
import { executionConflict, executionNotFound } from './flow-error.ts';
import { findRunnableFlow } from './runnable-flow.ts';
import { inputContext, type StartParts, startFlow } from './start-flow.ts';

interface Row {
  readonly flowId: string;
  readonly input: string | null;
  readonly inputSealed: Buffer | null;
}

/**
 * Starts the flow of an execution anew with the same input and the present version of its pack; gives the new execution's id. Throws
 * `notFound`, and `conflict` where the input is not kept or its secrets are not.
 */
export async function rerunExecution(tx: Transaction, org: Org, parts: StartParts, id: string): Promise<string> {
  const [row] = await tx.query<Row>(sql`
    SELECT flow_id AS "flowId", input, input_sealed AS "inputSealed" FROM flow_executions WHERE id = ${id}`);
  if (row === undefined) throw executionNotFound(id);
  const flow = await findRunnableFlow(tx, row.flowId);
  if (flow === undefined) throw executionConflict('The present version of the pack has the flow no more');
  if (row.input === null) throw executionConflict('The flow saves no data, so that its input is not there any more');
  if (row.inputSealed === null && row.input.includes(REDACTED)) {
    throw executionConflict('The input held secrets, which are forgotten when an execution ends; start the flow anew');
  }
  // Written by `startFlow`.
  const input = readValue(parts.secrets, inputContext(id), { text: row.input, sealed: row.inputSealed }) as StartInput;
  const started = await startFlow(tx, org, parts, { flow, trigger: 'manual', input });
  if (started === null) throw new TypeError('A start without a call is always new');
  return started;
}
