import type { Database } from '../database/database.ts';
import type { Room } from '../http/room.ts';
import type { JobLog } from '../jobs/job-log.ts';
import type { Reservations } from '../rate-limits/reservations.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { createEndpointRates } from './endpoints/endpoint-rates.ts';
import { endpointsRoom } from './endpoints/routes.ts';
import { DirectRows } from './executions/direct-rows.ts';
import { openFlowHost } from './executions/flow-host.ts';
import { executionsRoom } from './executions/routes.ts';
import { serverEngine } from './executions/server-engine.ts';
import { ENDS_CHANNEL, openSignals } from './executions/signals.ts';
import { compileAllowList } from './outgoing/allow-list.ts';
import { type Door, openDoor } from './outgoing/door.ts';
import { createPrograms, type Programs } from './packs/programs.ts';

/** What Workflows needs in the thread that answers requests. */
export interface OpenWorkflowsOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly reservations: Reservations;
  /** What flows may reach besides the public Internet. */
  readonly allow: readonly string[];
  /** The address of this server, once it answers. */
  readonly url: () => string | undefined;
  readonly log: JobLog;
}

/** Workflows as requests see it: starting flows, endpoints, history. What runs in the queue runs elsewhere (`startWorkflows`). */
export interface Workflows {
  readonly rooms: readonly Room[];
  /** To the outside, as flows have it. */
  readonly door: Pick<Door, 'send' | 'sendToItself'>;
  readonly programs: Programs;
  close(): Promise<void>;
}

/** Opens {@link Workflows}. Throws a TypeError for what is nothing that flows could be allowed to reach. */
export async function openWorkflows(options: OpenWorkflowsOptions): Promise<Workflows> {
  const { database, secrets, reservations, log } = options;
  const door = openDoor({ allow: compileAllowList(options.allow), server: options.url });
  const programs = createPrograms();
  const ends = await openSignals(database, ENDS_CHANNEL);
  const host = await openFlowHost(database);
  const rows = new DirectRows(log);
  const engine = serverEngine({ programs, door, secrets });
  const rates = createEndpointRates(reservations);
  return {
    rooms: [executionsRoom({ secrets, ends }), endpointsRoom({ secrets, ends, engine, host, rows, rates })],
    door,
    programs,
    async close() {
      await rows.settled();
      await host.close();
      await ends.close();
      await door.close();
    },
  };
}
