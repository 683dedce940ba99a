import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Where a command reads and writes. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A line of the result, to standard output. */
  print(line: string): void;
  /** A part of the result as it is, to standard output. */
  write(content: Uint8Array): void;
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
  /** Asks a person for a line that is not shown; null where nobody sits in front of it, or nothing comes. */
  readSecret(question: string): Promise<string | null>;
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
    write: (content) => {
      clear();
      stdout.write(content);
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
    readSecret: async (question) => {
      if (stdin.isTTY !== true || stderr.isTTY !== true) return null;
      clear();
      const answer = await readHidden(stdin, () => stderr.write(question));
      stderr.write('\n');
      return answer;
    },
  };
}

/** A line of a terminal that echoes nothing, from before the question is asked. Ctrl+C ends the process as ever. */
function readHidden(input: NodeJS.ReadStream, ask: () => void): Promise<string | null> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  ask();
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => {
      lines.close();
      process.kill(process.pid, 'SIGINT');
    });
    lines.once('close', () => resolve(null));
  });
}
