import type { FlowExecution } from '@headwater/protocol';
import { durationOf } from './history-tree.ts';
import { fields } from './journal.ts';

/** How an execution stands, on one line. */
export function executionLine(execution: FlowExecution): string {
  const { id, status, cards, started, ended, wake } = execution;
  const time = started === null || ended === null ? '' : `, ${durationOf(started, ended)}`;
  const sleep = wake === null || ended !== null ? '' : `, sleeps until ${wake}`;
  return `${id}  ${status}, ${cards} card${cards === 1 ? '' : 's'}${time}${sleep}`;
}

/** What came of it: the result or the error. */
export function endLines({ status, result, error }: FlowExecution): readonly string[] {
  if (status === 'failed') return [`error: ${String(fields(error).message ?? 'not saved')}`];
  return result === null ? [] : [`result: ${JSON.stringify(result)}`];
}

const OVER: readonly FlowExecution['status'][] = ['succeeded', 'halted', 'failed', 'cancelled'];

export function isOver({ status }: FlowExecution): boolean {
  return OVER.includes(status);
}
