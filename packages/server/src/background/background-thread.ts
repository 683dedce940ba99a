import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@headwater/protocol';
import type { JobLogLine } from '../jobs/job-log.ts';
import { type BackgroundOptions, runBackground } from './run-background.ts';

/** What the thread says to the one that started it. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'log'; readonly line: JobLogLine };

/** Entry of the thread: runs background work until it is told to stop. */
if (parentPort !== null) {
  const port = parentPort;
  const say = (message: ThreadMessage) => port.postMessage(message);
  // `start-background.ts` is the only one that starts this file, with these options.
  const background = await runBackground(workerData as BackgroundOptions, systemClock, (line) =>
    say({ kind: 'log', line }),
  );
  port.once('message', () => {
    void background.stop().finally(() => {
      say({ kind: 'stopped' });
      port.close();
    });
  });
  say({ kind: 'ready' });
}
