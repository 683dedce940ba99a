import type { PackSchedule } from '@headwater/workflows';
import type { Transaction } from '../../database/transaction.ts';
import { schedule, unschedule } from '../../jobs/timers/schedule.ts';
import type { Org } from '../../orgs/org.ts';
import { SCHEDULE_TASK, type ScheduleJob } from './schedule-task.ts';

/** What decides when a flow starts by itself. */
export interface ScheduledFlow {
  readonly id: string;
  readonly isOn: boolean;
  /** Null for a flow that is not scheduled. */
  readonly schedule: PackSchedule | null;
}

function nameOf(flowId: string): string {
  return `flow ${flowId}`;
}

/**
 * Makes a flow start by its schedule from now on, or no more: to be called with every change of the flow, of its switch, schedule or
 * pack, in the transaction of that. Gives the next occurrence, null when there is none. Throws a JobError `schedule_invalid`.
 */
export async function scheduleFlow(tx: Transaction, org: Org, flow: ScheduledFlow): Promise<Date | null> {
  if (!flow.isOn || flow.schedule === null) {
    await unschedule(tx, nameOf(flow.id));
    return null;
  }
  const { cron, timeZone, startDate, endDate } = flow.schedule;
  const payload: ScheduleJob = { org: org.name, flowId: flow.id, startDate, endDate };
  const job = { task: SCHEDULE_TASK, payload };
  return schedule(tx, nameOf(flow.id), { cron, zone: timeZone }, org.clock.now(), job);
}
