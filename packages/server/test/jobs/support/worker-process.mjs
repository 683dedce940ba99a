/**
 * A server process for tests, from the built package: says on standard output what its jobs do, one JSON object per
 * line. A job `work` ends when the process reads a line on standard input; `count` goes on by itself.
 *
 * Arguments: the connection options as JSON.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import sql from 'sql-template-tag';
import { connectDatabase } from '../../../dist/database/database.js';
import { startJobRunner } from '../../../dist/jobs/start-job-runner.js';

const say = (event) => process.stdout.write(`${JSON.stringify({ pid: process.pid, ...event })}\n`);
const commands = createInterface({ input: process.stdin });
const database = connectDatabase(JSON.parse(process.argv[2]), { maxConnections: 3 });

const work = {
  async run(payload, context) {
    say({ event: 'started', name: payload.name, attempt: context.attempt });
    await once(commands, 'line');
    await database.inPlatform((tx) => context.finish(tx));
    say({ event: 'finished', name: payload.name });
  },
};

/** Counts down, one hand-on at a time; every number is a row. */
const count = {
  async run({ left }, context) {
    await database.inPlatform(async (tx) => {
      await tx.execute(sql`INSERT INTO counted (number) VALUES (${left})`);
      await (left === 0 ? context.finish(tx) : context.handOn(tx, { payload: { left: left - 1 } }));
    });
    say({ event: 'counted', name: String(left) });
  },
};

await startJobRunner({
  database,
  tasks: { work, count },
  concurrency: 1,
  // Jobs and freed jobs must be heard of, not found by looking.
  pollIntervalMillis: 60_000,
  sweepMillis: 60_000,
  log: (line) => process.stderr.write(`${JSON.stringify(line)}\n`),
  processInfo: { host: 'child', pid: process.pid },
});
say({ event: 'ready' });
