import { Worker } from 'node:worker_threads';
import type { JobLog } from '../jobs/job-log.ts';
import type { ThreadMessage } from './background-thread.ts';
import type { Background, BackgroundOptions } from './run-background.ts';

/**
 * Starts background work in a thread of its own, so that an import never makes a request wait for the processor. Throws
 * what kept it from starting. `onEnd` is told when the thread ends without having been asked to.
 */
export function startBackground(
  options: BackgroundOptions,
  log: JobLog,
  onEnd: (error: Error) => void,
): Promise<Background> {
  const worker = new Worker(new URL('./background-thread.js', import.meta.url), { workerData: options });
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    let stopping = false;
    const exited = new Promise<void>((done) => {
      worker.once('exit', (code) => {
        const error = failure ?? new Error(`The background thread ended with exit code ${code}`);
        reject(error);
        if (!stopping) onEnd(error);
        done();
      });
    });
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('message', (message: ThreadMessage) => {
      switch (message.kind) {
        case 'log':
          log(message.line);
          return;
        case 'ready':
          resolve({
            async stop() {
              stopping = true;
              worker.postMessage('stop');
              await exited;
            },
          });
          return;
        case 'stopped':
          return;
      }
    });
  });
}
