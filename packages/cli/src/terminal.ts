import { text } from 'node:stream/consumers';

/** Where a command reads and writes. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A line of the result, to standard output. */
  print(line: string): void;
  /** A line about the work, to standard error. */
  tell(line: string): void;
  /** Replaces the status line of an interactive terminal; `''` takes it away. */
  status(line: string): void;
  /** Whether a person watches standard error. */
  readonly interactive: boolean;
  /** Width of standard output in characters; `Infinity` where it is no terminal. */
  readonly columns: number;
  /** All of standard input. */
  readInput(): Promise<string>;
}

const CLEAR_LINE = '\r\u001b[2K';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  let statusShown = false;
  const clear = () => {
    if (statusShown) stderr.write(CLEAR_LINE);
    statusShown = false;
  };
  // A reader that has seen enough (`| head`) ends the output, not the work.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    environment: env,
    print: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    tell: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    status: (line) => {
      clear();
      if (line === '') return;
      stderr.write(line.slice(0, (stderr.columns || 80) - 1));
      statusShown = true;
    },
    interactive: stderr.isTTY === true,
    columns: stdout.isTTY === true ? stdout.columns || 80 : Number.POSITIVE_INFINITY,
    readInput: () => text(stdin),
  };
}
