import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly token: string;
  /** Largest resident memory so far, in megabytes (Linux; NaN elsewhere). Without PostgreSQL, whose processes share theirs. */
  peakMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a server on a new data directory. */
export async function startServerProcess(dataDir: string): Promise<ServerProcess> {
  const program = fileURLToPath(new URL('./server.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const output = child.stdout;
  if (output === null) throw new TypeError('The output of the server is not piped');
  const [line] = await once(createInterface({ input: output }), 'line');
  const { url, pid, firstStart } = JSON.parse(String(line)) as {
    readonly url: string;
    readonly pid: number;
    readonly firstStart: { readonly token: string };
  };
  return {
    url,
    token: firstStart.token,
    peakMegabytes: async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    },
    stop: async () => {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}
