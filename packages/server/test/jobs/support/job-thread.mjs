/** A job thread for tests, from the built package: the task `work` crashes the thread as often as its data allows. */
import { connectDatabase } from '../../../dist/database/database.js';
import { startJobRunner } from '../../../dist/jobs/start-job-runner.js';
import { serveJobThread } from '../../../dist/jobs/thread/serve-job-thread.js';

await serveJobThread(async ({ options, refuse, crashesLeft }, log) => {
  if (refuse) throw new Error('refused');
  const database = connectDatabase(options, { maxConnections: 3 });
  const work = {
    async run(payload, context) {
      log({ level: 'info', message: `runs ${payload.name}` });
      if (payload.crash && Atomics.sub(crashesLeft, 0, 1) > 0) {
        process.nextTick(() => {
          throw new Error('nobody catches this');
        });
        await new Promise(() => undefined);
      }
      await database.inPlatform((tx) => context.finish(tx));
    },
  };
  const runner = await startJobRunner({
    database,
    tasks: { work },
    log,
    processInfo: { host: 'thread', pid: process.pid },
  });
  return {
    async stop() {
      await runner.stop();
      await database.close();
    },
  };
});
