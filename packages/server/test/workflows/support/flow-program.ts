import { readPack } from '@headwater/workflows';
import { connectDatabase } from '../../../src/database/database.ts';
import { compileAllowList } from '../../../src/workflows/outgoing/allow-list.ts';
import { openDoor } from '../../../src/workflows/outgoing/door.ts';
import { type FlowProgramOptions, programBench, startProcess } from './flow-bench.ts';

/** A server process that runs flows, to be killed by tests: `main` gets {@link FlowProgramOptions} as JSON. */
export async function main([text = '{}']: readonly string[]): Promise<void> {
  // Written by the test.
  const options = JSON.parse(text) as FlowProgramOptions;
  readPack(options.pack);
  const database = connectDatabase(options.database, { maxConnections: 6 });
  const door = openDoor({ allow: compileAllowList(['127.0.0.1']) });
  const http = { send: door.send };
  const process_ = await startProcess(programBench(database, options), {
    outside: { http },
    concurrency: 8,
    ...(options.sliceMillis === undefined ? {} : { sliceMillis: options.sliceMillis }),
  });
  process.stdout.write(`${JSON.stringify({ pid: process.pid })}\n`);
  await new Promise((resolve) => process.stdin.on('end', resolve).resume());
  await process_.stop();
  await door.close();
  await database.close();
}
