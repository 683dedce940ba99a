import { systemClock } from '@headwater/protocol';
import type { Database } from '../../database/database.ts';
import { orgOfSchema, platformSchema } from '../../database/org-name.ts';
import { StorageError } from '../../database/storage-error.ts';
import type { Transaction } from '../../database/transaction.ts';
import type { JobRunnerOptions } from '../job-runner.ts';
import type { Task } from '../task.ts';
import { lookAtTimer, type TimerPayload, timerTaskName } from './timers.ts';

export { timerTaskName };

function inSchema(database: Database, schema: string, work: (tx: Transaction) => Promise<void>): Promise<void> {
  if (schema === platformSchema) return database.inPlatform(work);
  const org = orgOfSchema(schema);
  if (org === undefined) throw new TypeError(`The timer belongs to schema "${schema}", which is not an org's`);
  return database.inOrg(org, work);
}

/** The task that fires timers when real time has passed. */
export function timerTask(database: Database, now: JobRunnerOptions['now']): Task {
  const presentIn = now ?? (() => systemClock.now());
  return {
    async run(payload, context) {
      // Written by `planLook`.
      const { schema, key } = payload as TimerPayload;
      try {
        await inSchema(database, schema, async (tx) => {
          await context.finish(tx);
          await lookAtTimer(tx, key, await presentIn(tx));
        });
      } catch (error) {
        // The org was removed, and its timers with it.
        if (!(error instanceof StorageError && error.code === 'org_missing')) throw error;
      }
    },
  };
}
