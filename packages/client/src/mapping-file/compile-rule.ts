import { type CompiledExpression, compileExpression, ExpressionError } from '@headwater/expression';

/** One compiled expression of a mapping. */
export interface Rule {
  /** Where it stands, such as `profile.email`. */
  readonly name: string;
  readonly expression: CompiledExpression;
}

export interface MappingRules {
  readonly externalId: Rule;
  readonly profile: readonly { readonly attribute: string; readonly rule: Rule }[];
  readonly removeWhen?: Rule;
  readonly skipWhen?: Rule;
}

export interface RuleProblem {
  /** Characters from the start of the expression. */
  readonly offset: number;
  readonly message: string;
}

/** Compiles an expression over the columns of a source, or tells what is wrong with it. */
export function compileRule(
  name: string,
  text: string,
  columns: readonly string[],
): { readonly rule?: Rule; readonly problems: readonly RuleProblem[] } {
  try {
    const expression = compileExpression(text, { feature: 'mapping', scopes: { source: columns } });
    const beyond = readsBeyondTheRow(expression);
    return beyond === undefined ? { rule: { name, expression }, problems: [] } : { problems: [beyond] };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const problems = error.problems.filter(({ severity }) => severity === 'error');
    return { problems: problems.map(({ offset, message }) => ({ offset, message: aboutColumns(message, columns) })) };
  }
}

/** A row has nothing but its columns: apps, groups and users are the directory's. */
function readsBeyondTheRow({ references, uses, notices }: CompiledExpression): RuleProblem | undefined {
  const foreign = references.find(({ scope }) => scope !== 'source');
  const port = uses.find((use) => use !== 'clock');
  if (foreign === undefined && port === undefined) return undefined;
  const offset = notices.find(({ code }) => code === 'explicit_app_reference')?.offset ?? 0;
  const message =
    foreign === undefined
      ? 'it looks into the directory, and here are only the columns of the source'
      : `${foreign.scope}.${foreign.attribute} is no column. Write source.${foreign.scope}.${foreign.attribute} if it is part of one.`;
  return { offset, message };
}

/** The language speaks of attributes and schemas; here they are columns. */
function aboutColumns(message: string, columns: readonly string[]): string {
  return message
    .replace(/^source has no attribute (.+?)\.(?= |$)/, 'there is no column $1.')
    .replace('Add it to the schema first.', `There are ${columns.join(', ')}.`);
}
