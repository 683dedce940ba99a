import { readFile } from 'node:fs/promises';
import type { ContextDocument, Value } from '@headwater/expression';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { Failure } from '../../failure.ts';
import { ExpressionFailure, noticeLines } from './expression-failure.ts';

interface Options {
  readonly context?: string;
  readonly json?: boolean;
}

/** `headwater expression` */
export function expressionCommand(program: Command, { terminal }: CommandContext): void {
  const command = program
    .command('expression <text>')
    .description(
      'Evaluate an expression of the mapping language, to try it: shows its value, or what is wrong and where.',
    )
    .option('--context <file>', 'JSON file with what the expression can read; default nothing');
  withJson(command);
  withExamples(command, [
    [`headwater expression 'String.toUpperCase("ada") + "!"'`],
    [`headwater expression 'source.firstName + " " + source.lastName' --context person.json`],
  ]);
  withNotes(command, 'The context file is an object; everything in it is optional', [
    'source (or appuser), user, app, org, idpuser, session, access: attributes by name',
    'groups: [{"id", "name", "type", "sourceId"}]   linked: {"manager": {…}}   internal: {"id", "status"}',
    'apps: {"name": {…}}   appusers: {"name": [{…}]}   manager, assistant: {"user": {…}, "appusers": {"name": {…}}}',
    'now: "2026-01-31T12:00:00Z"   feature: "mapping", "group-rule", … to refuse what is not allowed there',
  ]);
  command.action(async (text: string, { context: file, json }: Options) => {
    const { compileExpression, ExpressionError } = await import('@headwater/expression');
    const { context, feature } = await readContext(file);
    try {
      const expression = compileExpression(text, feature === undefined ? {} : { feature });
      const value = expression.evaluate({ clock: { now: () => new Date() }, ...context });
      if (json === true) return terminal.print(JSON.stringify({ value }));
      for (const notice of expression.notices) for (const line of noticeLines(text, notice)) terminal.tell(line);
      terminal.print(show(value));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new ExpressionFailure(
        text,
        error.problems.filter(({ severity }) => severity === 'error'),
      );
    }
  });
}

async function readContext(file: string | undefined): Promise<ContextDocument> {
  const { readContextDocument } = await import('@headwater/expression');
  if (file === undefined) return readContextDocument({});
  const text = await readFile(file, 'utf8');
  try {
    return readContextDocument(JSON.parse(text));
  } catch (error) {
    throw new Failure({
      code: 'contextInvalid',
      message: `${file}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'See: headwater expression --help',
    });
  }
}

/** Text as it is, everything else as JSON. */
function show(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
