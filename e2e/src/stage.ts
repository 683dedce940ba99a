import { type ChildProcess, type ChildProcessByStdio, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What the server prints when it answers requests. */
export interface Announcement {
  readonly url: string;
  readonly pid: number;
  /** Only at the first start of a data directory. */
  readonly firstStart?: { readonly token: string; readonly sourceId: string };
}

export interface ServerProcess extends Announcement {
  /** What it wrote to standard error so far. */
  log(): string;
  /** Sends a signal and waits for the end; gives the exit code, null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** How a process ended that should have stayed. */
export class ServerEnded extends Error {
  readonly exitCode: number | null;
  readonly output: string;

  constructor(exitCode: number | null, output: string) {
    super(`The server ended with exit code ${exitCode} before it answered:\n${output}`);
    this.name = 'ServerEnded';
    this.exitCode = exitCode;
    this.output = output;
  }
}

export interface ServerOptions {
  readonly dataDir: string;
  /** An external PostgreSQL; default: the embedded one of the data directory. */
  readonly databaseUrl?: string;
  /** Settings of the server by the names of their variables. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What a command typed into a shell did; `exitCode` is null while it runs. */
export interface Typed extends Pick<ServerProcess, 'end'> {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** The folders and processes of one test file. `close` ends and removes all of them, whatever the tests left. */
export class Stage {
  readonly #children = new Set<ChildProcess>();
  readonly #folders: string[] = [];
  readonly #killAll = () => {
    for (const child of this.#children) child.kill('SIGKILL');
  };

  constructor() {
    process.once('exit', this.#killAll);
  }

  /** A new empty folder that every user may pass through: run by root, the database has a user of its own. */
  async folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'headwater-e2e-'));
    await chmod(path, 0o711);
    this.#folders.push(path);
    return path;
  }

  /** Starts a server on a free port and waits until it answers. Throws {@link ServerEnded}. */
  async start({ dataDir, databaseUrl, settings }: ServerOptions): Promise<ServerProcess> {
    const child = this.#spawn(process.execPath, [COMMAND, 'start', '--port', '0', '--data', dataDir, '--json'], {
      env: { ...environment(), ...settings, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const exited = once(child, 'close').then(() => undefined);
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, 'line'), exited]);
    if (!Array.isArray(first)) throw new ServerEnded(child.exitCode, output);
    const said = JSON.parse(String(first[0])) as Announcement & { readonly error?: unknown };
    if (said.error !== undefined) {
      await exited;
      throw new ServerEnded(child.exitCode, `${String(first[0])}\n${output}`);
    }
    return {
      ...said,
      log: () => output,
      end: async (signal) => {
        child.kill(signal);
        await exited;
        return child.exitCode;
      },
    };
  }

  /** Types a line into a shell, in a home folder. `until` ends the wait early: when the output so far fits it, the process runs on. */
  async shell(line: string, home: string, until?: RegExp): Promise<Typed> {
    const child = this.#spawn('/bin/sh', ['-c', `exec ${line}`], { cwd: home, env: { ...environment(), HOME: home } });
    const output = { stdout: '', stderr: '' };
    const enough = deferred();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        if (until?.test(output[name])) enough.resolve();
      });
    }
    const ended = once(child, 'close').then(() => undefined);
    await Promise.race([ended, enough.promise]);
    const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
      child.kill(signal);
      await ended;
      return child.exitCode;
    };
    return { ...output, exitCode: child.exitCode, end };
  }

  #spawn(
    command: string,
    args: readonly string[],
    options: SpawnOptions,
  ): ChildProcessByStdio<null, Readable, Readable> {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#children].map((child) => {
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        return closed;
      }),
    );
    process.off('exit', this.#killAll);
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The built command. */
export const COMMAND = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));

/** The environment without what would change a Headwater, an Okta client, or how a command says it was called. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(HEADWATER|OKTA|VITEST|npm_|NODE_OPTIONS)|^DATABASE_URL$/.test(name),
  );
  return Object.fromEntries(kept);
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
