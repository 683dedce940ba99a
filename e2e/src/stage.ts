import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the server prints when it answers requests. */
export interface Announcement {
  readonly url: string;
  readonly pid: number;
  /** Only at the first start of a data directory. */
  readonly firstStart?: { readonly token: string; readonly sourceId: string };
}

export interface ServerProcess extends Announcement {
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
  async start({ dataDir, databaseUrl }: ServerOptions): Promise<ServerProcess> {
    const child = spawn(process.execPath, [COMMAND, 'start', '--port', '0', '--data', dataDir, '--json'], {
      env: { ...environment(), ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const exited = once(child, 'close').then(() => this.#children.delete(child));
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
      end: async (signal) => {
        child.kill(signal);
        await exited;
        return child.exitCode;
      },
    };
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

/** The environment without what would change a Headwater or an Okta client. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(HEADWATER|OKTA|VITEST|NODE_OPTIONS)|^DATABASE_URL$/.test(name),
  );
  return Object.fromEntries(kept);
}
