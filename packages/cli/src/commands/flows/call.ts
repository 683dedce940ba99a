import type { Clock } from '@headwater/protocol';
import type { CallFunctionOptions, CardError, Value } from '@headwater/workflows';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { EXIT } from '../../exit-code.ts';
import { UsageFailure } from '../../failure.ts';
import { table } from '../../output/table.ts';
import { list } from '../../read-option.ts';
import type { Terminal } from '../../terminal.ts';
import { readChoices } from './read-choices.ts';
import { readJsonObject } from './read-json.ts';

interface Options {
  readonly inputs?: string;
  readonly wanted?: readonly string[];
  readonly choice?: readonly string[];
  readonly now?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `headwater flows call` */
export function flowsCallCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('call [function]')
    .description('Call one function of the function library by hand, to see what its card gives. JSON in, JSON out.')
    .option(
      '--inputs <json>',
      'object of its inputs by name: a JSON file, "-" for standard input, or the JSON; default {}',
    )
    .option('--wanted <outputs>', 'outputs to ask for, for functions such as object:pick: a,b', list)
    .option('--choice <switch=answer...>', 'answers to switches (docs/reference/workflow-switches.md)')
    .option('--now <instant>', 'what the function takes for the present time; default the time of this machine')
    .option('--list', 'list the functions instead');
  withJson(command);
  withExamples(command, [
    [`headwater flows call string:trim --inputs '{"string": "  Ada "}'`],
    ['headwater flows call list:at --inputs at.json --choice listAtOutOfRange=null'],
    ['headwater flows call --list'],
  ]);
  withNotes(command, 'It prints', [
    '{"outputs": {…}} with exit code 0, or {"error": {"code", "message", "kind", …}} with exit code 1 when the card would fail.',
    'An input that is an object under the name of a group fills the group: {"text": "a-b", "patterns": {"first": "-"}}.',
  ]);
  command.action(async (name: string | undefined, options: Options) => {
    if (options.list === true) return listFunctions(terminal, options.json === true);
    if (name === undefined) {
      throw new UsageFailure(
        'The name of a function is needed, such as string:trim.',
        'See: headwater flows call --list',
      );
    }
    const answer = await call(name, options, terminal);
    terminal.print(JSON.stringify(answer, null, options.json === true ? 0 : 2));
    if ('error' in answer) exitWith(EXIT.failed);
  });
}

async function listFunctions(terminal: Terminal, json: boolean): Promise<void> {
  const { KERNEL_FUNCTIONS } = await import('@headwater/workflows');
  const known = [...KERNEL_FUNCTIONS.values()].map(({ name, title }) => ({ name, title }));
  if (json) return terminal.print(JSON.stringify(known));
  const rows = known.map(({ name, title }) => [name, title]);
  terminal.print(table([{ title: 'Function' }, { title: 'Card' }], rows, terminal.columns));
}

async function call(
  name: string,
  { inputs: given, wanted, choice = [], now }: Options,
  terminal: Terminal,
): Promise<{ readonly outputs: unknown } | { readonly error: object }> {
  const { CardError, callFunction, fromJson, toJson } = await import('@headwater/workflows');
  const options: CallFunctionOptions = {
    choices: await readChoices(choice),
    ...(wanted === undefined ? {} : { wanted }),
    ...(now === undefined ? {} : { clock: clockAt(now) }),
  };
  const inputs = given === undefined ? {} : await readJsonObject(given, terminal);
  try {
    // An object is parsed to an object.
    const values = fromJson(inputs) as Readonly<Record<string, Value>>;
    return { outputs: toJson(callFunction(name, values, options)) };
  } catch (error) {
    if (error instanceof CardError) return { error: errorJson(error, toJson) };
    throw error;
  }
}

function clockAt(text: string): Clock {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageFailure(`"${text}" is no instant.`, 'Write it like 2026-01-31T12:00:00Z.');
  return { now: () => new Date(time) };
}

function errorJson({ message, facts }: CardError, toJson: (value: Value) => unknown): object {
  const { kind, statusCode, headers, body, fields, description } = facts;
  return {
    code: kind,
    message,
    kind,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(headers === undefined ? {} : { headers: toJson(headers) }),
    ...(body === undefined ? {} : { body: toJson(body) }),
    ...(description === undefined ? {} : { description }),
    ...(fields === undefined ? {} : { fields: toJson(fields) }),
  };
}
