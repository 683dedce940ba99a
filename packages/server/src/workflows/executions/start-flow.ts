import { type ExecutionTrigger, systemClock } from '@headwater/protocol';
import type { StartInput } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { storeValue } from '../journal/stored-value.ts';
import { roomOf } from './admit-waiting.ts';
import { executionJob } from './execution-job.ts';
import { takePlace } from './pace.ts';
import type { RunnableFlow } from './runnable-flow.ts';

/** An execution that is to begin. */
export interface NewExecution {
  /** Default: a new one. */
  readonly id?: string;
  readonly flow: RunnableFlow;
  readonly trigger: ExecutionTrigger;
  readonly input: StartInput;
  /** By which another execution starts it, once, however often that is repeated. */
  readonly call?: { readonly parentId: string; readonly callId: string };
}

/** What starting needs of its process. */
export interface StartParts {
  readonly secrets: Secrets;
}

/** What the input of an execution is sealed for. */
export function inputContext(id: string): string {
  return `flow-input ${id}`;
}

/**
 * Starts a flow with the commit of `tx`: the execution and the job that begins it. One whose flow runs only so many at a time may wait
 * for its turn. Gives its id; null when the same call started it before. Throws a SecretError `secret_key_missing`.
 */
export async function startFlow(
  tx: Transaction,
  org: Org,
  { secrets }: StartParts,
  start: NewExecution,
): Promise<string | null> {
  const { flow, trigger, input, call } = start;
  const { durable, savesData, concurrency, ratePerSecond } = flow.settings;
  const id = start.id ?? org.ids.next('flowExecution');
  const now = org.clock.now();
  const stored = storeValue(secrets, inputContext(id), input);
  const isAdmitted = concurrency === null || (await roomOf(tx, flow.id)) > 0;
  const inserting = tx.query<{ readonly id: string }>(sql`
    INSERT INTO flow_executions (id, flow_id, pack_version, status, trigger, durable, saves_data, admitted, parent_id, call_id,
                                 input, input_sealed, queued)
    VALUES (${id}, ${flow.id}, ${flow.packVersion}, 'queued', ${trigger}, ${durable}, ${savesData}, ${isAdmitted},
            ${call?.parentId ?? null}, ${call?.callId ?? null}, ${stored.text}, ${stored.sealed}, ${now})
    ON CONFLICT (call_id) DO NOTHING RETURNING id`);
  // Only a start that may have happened before must be known to be new.
  if (call !== undefined && (await inserting).length === 0) return null;
  if (isAdmitted) {
    const wait = ratePerSecond === null ? 0 : await takePlace(tx, flow.id, ratePerSecond, now);
    const job = executionJob({ org: org.name, execution: id });
    await Promise.all([
      inserting,
      enqueue(tx, wait === 0 ? job : { ...job, runAt: new Date(systemClock.now().getTime() + wait) }),
    ]);
  } else {
    await inserting;
  }
  return id;
}
