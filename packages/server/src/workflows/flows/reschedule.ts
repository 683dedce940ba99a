import type { Transaction } from '../../database/transaction.ts';
import { JobError } from '../../jobs/job-error.ts';
import { nextOccurrence } from '../../jobs/timers/next-occurrence.ts';
import type { Org } from '../../orgs/org.ts';
import { scheduleFlow } from '../schedules/schedule-flow.ts';
import { type Flow, scheduleOf } from './flow.ts';

/**
 * Makes a flow start by its schedule from now on, or no more: to be called with every change of the flow. Gives why its schedule cannot
 * be, in which case it does not start by itself; null where there is nothing to say.
 */
export async function reschedule(tx: Transaction, org: Org, flow: Flow): Promise<string | null> {
  if (flow.kind !== 'scheduled') return null;
  const { id, isOn } = flow;
  try {
    await scheduleFlow(tx, org, { id, isOn, schedule: scheduleOf(flow) });
    return null;
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    await scheduleFlow(tx, org, { id, isOn: false, schedule: null });
    return error.message;
  }
}

/** What is wrong with the schedule of a flow; null when nothing is. */
export function scheduleProblem(org: Org, flow: Flow): string | null {
  const schedule = scheduleOf(flow);
  if (schedule === null) return null;
  return scheduleFault(schedule.cron, schedule.timeZone, org.clock.now());
}

/** Why this is no schedule of five fields that is due some time; null when it is one. */
export function scheduleFault(cron: string, timeZone: string, now: Date): string | null {
  if (cron.trim().split(/\s+/).length !== 5) return `"${cron}" must have five fields: minutes hours day month weekday`;
  try {
    nextOccurrence(cron, timeZone, now);
    return null;
  } catch (error) {
    if (error instanceof JobError) return error.message;
    throw error;
  }
}

/** When a flow starts by itself next; null for one that does not. */
export function nextStart(org: Org, flow: Flow): Date | null {
  const schedule = scheduleOf(flow);
  if (!flow.isOn || schedule === null || scheduleProblem(org, flow) !== null) return null;
  const next = nextOccurrence(schedule.cron, schedule.timeZone, org.clock.now());
  // An empty bound is NaN, and compares as false.
  return next.getTime() > new Date(schedule.endDate).getTime() ? null : next;
}
