import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.ts';

/** How a program ended. `output` is the end of what it wrote, both streams together. */
export type Outcome =
  | { readonly status: 'exited'; readonly code: number | null; readonly output: string }
  | { readonly status: 'not-started'; readonly error: NodeJS.ErrnoException };

const keptCharacters = 4_000;

/** Runs a program to its end as the server's user, in a neutral environment. Never rejects. */
export function run(program: string, args: readonly string[], user: Pick<ServerUser, 'spawnAs'>): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...user.spawnAs,
      // The user may not be allowed into this process's own directory.
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (text: string) => {
      output = (output + text).slice(-keptCharacters);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ status: 'not-started', error }));
    child.on('close', (code) => resolve({ status: 'exited', code, output: output.trim() }));
  });
}

/** No `PG*` variable, locale or library path of the caller may change how the server works. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
