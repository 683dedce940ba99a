import { run } from '../../src/run.ts';
import type { Terminal } from '../../src/terminal.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Runs a command line inside this process: for what needs no server, or one that is named by the environment. */
export async function runHere(
  args: readonly string[],
  input = '',
  environment: Terminal['environment'] = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    environment,
    print: (line) => out.push(...line.split('\n')),
    write: (content) => out.push(...new TextDecoder().decode(content).replace(/\n$/, '').split('\n')),
    tell: (line) => err.push(...line.split('\n')),
    status: () => undefined,
    interactive: false,
    columns: Number.POSITIVE_INFINITY,
    readInput: async () => input,
    readSecret: async () => null,
  };
  return { exitCode: await run(args, terminal), out, err };
}
