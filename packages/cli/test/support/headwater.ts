import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The compiled command; `tsc -b` makes it. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
export const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly url: string;
  readonly org: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly firstStart?: { readonly token: string; readonly sourceId: string };
}

/** The `headwater` command on a data directory of its own, in processes of their own. */
export class Headwater {
  readonly folder: string;
  readonly dataDir: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.dataDir = join(folder, 'data');
  }

  static async create(): Promise<Headwater> {
    return new Headwater(await mkdtemp(join(tmpdir(), 'headwater-cli-')));
  }

  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Result> {
    return new Promise((resolve) => {
      const options = { cwd: REPOSITORY, env: { ...this.#environment(), ...environment } };
      const child = execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      });
      child.stdin?.end();
    });
  }

  /** Runs with `--json` and gives what it printed, parsed. */
  async json<T>(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<T> {
    const { stdout, stderr } = await this.run([...args, '--json'], environment);
    if (stderr !== '') throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  /** Starts a server; `stop` sends it a signal and gives its exit code. */
  async start(
    args: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{
    readonly line: Started;
    readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
  }> {
    const child = spawn(process.execPath, [MAIN, 'start', '--port', '0', '--json', ...args], {
      cwd: REPOSITORY,
      env: { ...this.#environment(), ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
    if (line === undefined) throw new Error('The server ended before it served');
    return {
      line: JSON.parse(String(line[0])) as Started,
      stop: async (signal) => {
        child.kill(signal);
        await exited;
        return child.exitCode;
      },
    };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    const { PATH = '' } = process.env;
    return { PATH, HOME: this.folder, HEADWATER_DATA: this.dataDir };
  }
}
