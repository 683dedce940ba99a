import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type FailureFacts, UsageFailure } from './failure.ts';
import { describeError, failureJson, failureLines } from './output/describe-error.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line, without the name of the program, and gives its exit code. Never rejects. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = createProgram({
    terminal,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return endOfParsing(error, args, terminal);
    tell(describeError(error), args, terminal);
    return error instanceof UsageFailure ? EXIT.usage : EXIT.failed;
  }
}

/** Help and version end the parsing like errors do. */
function endOfParsing(error: CommanderError, args: readonly string[], terminal: Terminal): ExitCode {
  if (error.exitCode === 0) return EXIT.ok;
  // A noun without a verb: its help has been shown.
  if (error.code === 'commander.help') return EXIT.usage;
  const [message = '', ...details] = error.message.replace(/^error: /, '').split('\n');
  const facts = {
    code: 'usage',
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`,
    ...(details.length === 0 ? {} : { details: details.map((line) => line.replace(/^\((.*)\)$/, '$1')) }),
    remedy: `See: headwater ${commandOf(args)}--help`,
  };
  tell(facts, args, terminal);
  return EXIT.usage;
}

function tell(facts: FailureFacts, args: readonly string[], terminal: Terminal): void {
  if (args.includes('--json')) terminal.print(failureJson(facts));
  else for (const line of failureLines(facts)) terminal.tell(line);
}

const NOUNS = new Set(['org', 'token', 'source', 'mapping', 'attribute', 'app', 'flows']);
const ALONE = new Set(['start', 'import', 'expression', 'version']);

/** The command that was meant, with a blank behind it, as far as it is known. */
function commandOf([first = '', second = '']: readonly string[]): string {
  if (ALONE.has(first)) return `${first} `;
  if (!NOUNS.has(first)) return '';
  return /^[a-z]+$/.test(second) ? `${first} ${second} ` : `${first} `;
}
