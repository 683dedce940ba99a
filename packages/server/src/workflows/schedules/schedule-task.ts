import type { Task } from '../../jobs/task.ts';
import type { Org } from '../../orgs/org.ts';
import { findRunnableFlow } from '../executions/runnable-flow.ts';
import { type StartParts, startFlow } from '../executions/start-flow.ts';

/** Name of the task that starts a flow at an occurrence of its schedule. */
export const SCHEDULE_TASK = 'flow-schedule';

/** What the task is told; `occurrence` is added by the schedule. */
export interface ScheduleJob {
  readonly org: string;
  readonly flowId: string;
  /** ISO 8601 or empty: no occurrence before, or after, starts the flow. */
  readonly startDate: string;
  readonly endDate: string;
}

/**
 * Starts a scheduled flow, once per occurrence; those missed while no server ran start it once together. The flow sees the instant it stands
 * for as `context.execution_time`.
 */
export function scheduleTask(findOrg: (name: string) => Promise<Org | undefined>, parts: StartParts): Task {
  return {
    async run(payload, context) {
      // Written by `scheduleFlow` and the schedule.
      const job = payload as ScheduleJob & { readonly occurrence: string };
      const org = await findOrg(job.org);
      if (org === undefined) return;
      await org.transaction(async (tx) => {
        await context.finish(tx);
        const flow = await findRunnableFlow(tx, job.flowId);
        if (flow === undefined || !flow.isOn || !isWithin(job)) return;
        const input = { context: { execution_time: job.occurrence } };
        await startFlow(tx, org, parts, { flow, trigger: 'schedule', input });
      });
    },
  };
}

function isWithin({ occurrence, startDate, endDate }: ScheduleJob & { readonly occurrence: string }): boolean {
  const at = new Date(occurrence).getTime();
  const start = new Date(startDate).getTime();
  const end = new Date(endDate).getTime();
  // An empty bound is NaN, and compares as false.
  return !(at < start) && !(at > end);
}
