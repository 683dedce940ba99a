import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { appCommands } from './commands/app/app-commands.ts';
import { attributeCommands } from './commands/attribute/attribute-commands.ts';
import { conformanceCommand } from './commands/conformance/conformance.ts';
import { expressionCommand } from './commands/expression/expression.ts';
import { flowsCommands } from './commands/flows/flows-commands.ts';
import { importCommand } from './commands/import/import.ts';
import { mappingCommands } from './commands/mapping/mapping-commands.ts';
import { orgCommands } from './commands/org/org-commands.ts';
import { sourceCommands } from './commands/source/source-commands.ts';
import { startCommand } from './commands/start/start.ts';
import { tokenCommands } from './commands/token/token-commands.ts';
import { versionCommand } from './commands/version/version.ts';

const AFTER = `
Begin with:
  $ headwater start

Help on one command: headwater <command> --help

Every command takes --json, which prints one line of JSON on standard output; what goes wrong is then
{"error": {"code", "message", …}}. Without it, results go to standard output and everything else to standard error.

Exit codes: 0 done; 1 the operation failed, or some records did; 2 the command line is wrong, nothing was done.`;

/** The whole command line, as data: what parses it, and what its reference is made from. */
export function createProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command('headwater')
    .description('Headwater: any source of truth as the source of people in a directory.')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.tell(text.trimEnd()),
      // What is wrong is told in one place, by main.
      outputError: () => undefined,
      getOutHelpWidth: () => (Number.isFinite(terminal.columns) ? terminal.columns : 100),
      getErrHelpWidth: () => (Number.isFinite(terminal.columns) ? terminal.columns : 100),
    })
    .addHelpText('after', AFTER);
  startCommand(program, context);
  importCommand(program, context);
  sourceCommands(program, context);
  mappingCommands(program, context);
  attributeCommands(program, context);
  tokenCommands(program, context);
  appCommands(program, context);
  orgCommands(program, context);
  flowsCommands(program, context);
  conformanceCommand(program, context);
  expressionCommand(program, context);
  versionCommand(program, context);
  shortenInLists(program);
  return program;
}

/** Lists of commands show the first sentence of each description. */
function shortenInLists(command: Command): void {
  for (const child of command.commands) {
    const [first = ''] = child.description().split(/(?<=\.) /);
    child.summary(first);
    shortenInLists(child);
  }
}
