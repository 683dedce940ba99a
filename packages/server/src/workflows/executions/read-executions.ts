import type { ExecutionStatus, FlowExecution } from '@headwater/protocol';
import { type FrameOutcome, toJson } from '@headwater/workflows';
import sql, { join } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { readShown } from '../journal/stored-value.ts';
import { executionNotFound } from './flow-error.ts';

/** What is shown of an execution. */
interface ShownRow extends Omit<FlowExecution, 'queued' | 'started' | 'ended' | 'wake' | 'input' | 'result' | 'error'> {
  readonly queued: Date;
  readonly started: Date | null;
  readonly ended: Date | null;
  readonly wake: Date | null;
  readonly input: string | null;
  readonly outcome: string | null;
  readonly savesData: boolean;
}

const SELECT = sql`
  SELECT id, flow_id AS "flowId", pack_version AS "packVersion", status, trigger, durable, parent_id AS "parentId", cards,
    retries, queued, started, ended, wake, input, outcome, saves_data AS "savesData"
  FROM flow_executions`;

export interface ExecutionFilter {
  readonly flowId?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  /** Started by this execution. */
  readonly parentId?: string | undefined;
}

/** Executions, newest first, from behind `after`. */
export async function listExecutions(
  tx: Transaction,
  { flowId, status, parentId }: ExecutionFilter,
  limit: number,
  after: string | undefined,
): Promise<readonly FlowExecution[]> {
  const conditions = [sql`true`];
  if (flowId !== undefined) conditions.push(sql`flow_id = ${flowId}`);
  if (status !== undefined) conditions.push(sql`status = ${status}`);
  if (parentId !== undefined) conditions.push(sql`parent_id = ${parentId}`);
  if (after !== undefined) conditions.push(sql`id < ${after}`);
  const rows = await tx.query<ShownRow>(
    sql`${SELECT} WHERE ${join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit}`,
  );
  return rows.map(presentExecution);
}

/** Throws `notFound`. */
export async function getExecution(tx: Transaction, id: string): Promise<FlowExecution> {
  const [row] = await tx.query<ShownRow>(sql`${SELECT} WHERE id = ${id}`);
  if (row === undefined) throw executionNotFound(id);
  return presentExecution(row);
}

function presentExecution({ savesData, input, outcome, ...row }: ShownRow): FlowExecution {
  // Written by the journal.
  const end = outcome === null || !savesData ? null : (readShown(outcome) as unknown as FrameOutcome);
  return {
    ...row,
    queued: row.queued.toISOString(),
    started: row.started?.toISOString() ?? null,
    ended: row.ended?.toISOString() ?? null,
    wake: row.wake?.toISOString() ?? null,
    input: input === null || !savesData ? null : toJson(readShown(input)),
    result: end === null || end.status === 'failed' ? null : toJson(end.result),
    error: end?.status === 'failed' ? toJson(end.error) : null,
  };
}
