import { checkExpression, type Feature, type Problem } from '@headwater/expression';
import { BASE_SOURCE_ATTRIBUTES, type ProfileSchema } from '@headwater/protocol';

/**
 * Everything wrong with an expression over this source schema; errors refuse it, the rest are for people to read.
 * @param linkedObjects names of the relations between users; absent: any name is believed
 */
export function expressionProblems(
  text: string,
  feature: Feature,
  sourceSchema: ProfileSchema,
  linkedObjects?: readonly string[],
): readonly Problem[] {
  const names = sourceSchema.map(({ name }) => name);
  const scopes = linkedObjects === undefined ? { source: names } : { source: names, linkedObjects };
  return checkExpression(text, { feature, scopes });
}

/**
 * Checks user name formats of a source with these custom attributes: the first error as a sentence with its place, or
 * undefined.
 */
export function expressionProblem(custom: ProfileSchema): (text: string) => string | undefined {
  return (text) => {
    const problems = expressionProblems(text, 'username', [...BASE_SOURCE_ATTRIBUTES, ...custom]);
    const error = problems.find(({ severity }) => severity === 'error');
    return error === undefined ? undefined : `${error.message} (line ${error.line}, column ${error.column})`;
  };
}
