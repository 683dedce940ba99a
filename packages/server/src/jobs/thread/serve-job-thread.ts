import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { asError } from '../job-error.ts';
import type { JobLog } from '../job-log.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** What a job thread runs; `stop` ends all of it: the runner, then its database. */
export interface ThreadService {
  stop(): Promise<void>;
}

function ownPort(): MessagePort {
  if (parentPort === null) throw new TypeError('serveJobThread is for the entry file of a thread, not for a process');
  return parentPort;
}

/**
 * The body of a job thread's entry file: starts the service with the data given to `startJobThread`, hands its log to
 * the starting thread, and ends the thread after `stop`. `Data` is what that side passes: both are written together.
 */
export async function serveJobThread<Data>(begin: (data: Data, log: JobLog) => Promise<ThreadService>): Promise<void> {
  const port = ownPort();
  const say = (message: FromThread) => port.postMessage(message);
  const stopAsked = new Promise<void>((resolve) => {
    // The only message there is.
    port.on('message', (_message: ToThread) => resolve());
  });
  let service: ThreadService;
  try {
    service = await begin(workerData as Data, (line) => say({ kind: 'log', line }));
  } catch (error) {
    say({ kind: 'failed', message: asError(error).message });
    port.close();
    return;
  }
  say({ kind: 'ready' });
  await stopAsked;
  await service.stop();
  port.close();
}
