import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets: the terminal, and a place for its exit code. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Ends the process with this code when everything is done; default 0. */
  exitWith(code: ExitCode): void;
}

/** Adds the option that every command has. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one line of JSON, for programs');
}

/** Adds examples to a help; each is a command line, with a remark before it or none. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [command: string, remark?: string])[],
): Command {
  const lines = examples.flatMap(([line, remark]) => [
    ...(remark === undefined ? [] : [`  # ${remark}`]),
    `  $ ${line}`,
  ]);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Adds paragraphs to a help. */
export function withNotes(command: Command, title: string, lines: readonly string[]): Command {
  return command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}
