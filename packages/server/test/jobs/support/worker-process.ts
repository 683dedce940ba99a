import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ConnectionOptions } from '../../../src/database/connection.ts';
import type { Events } from './job-bench.ts';

const script = fileURLToPath(new URL('./worker-process.mjs', import.meta.url));

export interface WorkerEvent {
  readonly event: 'ready' | 'started' | 'finished' | 'counted';
  readonly pid: number;
  readonly name?: string;
  readonly attempt?: number;
}

/** A server process of its own; see worker-process.mjs. */
export interface WorkerProcess {
  readonly pid: number;
  /** Lets the job that runs there end. */
  letEnd(): void;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts a server process whose events go to `events`; resolves when its runner works. */
export async function startWorkerProcess(
  options: ConnectionOptions,
  events: Events<WorkerEvent>,
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('The worker process did not start');
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Written by worker-process.mjs in this shape.
    events.add(JSON.parse(line) as WorkerEvent);
  });
  const ended = once(child, 'exit');
  const ready = events.until((seen) => seen.some((event) => event.event === 'ready' && event.pid === pid));
  await Promise.race([
    ready,
    ended.then(() =>
      Promise.reject(new Error(`The worker process ended; is the package built?\n${errors.join('\n')}`)),
    ),
  ]);
  return { pid, letEnd: () => child.stdin.write('\n'), kill: () => kill(child, ended) };
}

async function kill(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
