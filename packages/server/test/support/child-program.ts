import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A TypeScript program of the tests in a process of its own, which exports `main(args)`. */
export interface ChildProgram {
  readonly process: ChildProcess;
  /** The first line it wrote, parsed as JSON. */
  readonly said: unknown;
  /** Ends its standard input and waits for it to go; gives the exit code. */
  finish(): Promise<number | null>;
  /** Kills it without warning and waits for it to go. */
  kill(): Promise<void>;
}

const runner = fileURLToPath(new URL('./run-typescript.js', import.meta.url));

/** Starts a program and waits for its first line; rejects with what it complained of if it ends before. */
export async function startProgram(
  program: URL,
  args: readonly string[],
  user: { readonly uid?: number; readonly gid?: number } = {},
): Promise<ChildProgram> {
  const child = spawn(process.execPath, [runner, fileURLToPath(program), ...args], { ...user, cwd: '/' });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
  if (line === undefined) throw new Error(`The program ended before it said anything:\n${complaints}`);
  return {
    process: child,
    said: JSON.parse(String(line[0])),
    finish: async () => {
      child.stdin.end();
      await exited;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
