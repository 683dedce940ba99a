import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  compileExpression,
  DEFAULT_LIMITS,
  FUNCTIONS,
  type FunctionDefinition,
  PROBLEM_CODES,
  SCOPES,
  signature,
} from '../../src/index.ts';
import { JODA_LETTERS } from '../../src/time/joda-pattern.ts';
import { PERSON } from '../functions/examples/example.ts';

const PAGE = readFileSync(new URL('../../../../docs/reference/expression-language.md', import.meta.url), 'utf8');

/** The cells of the table under a heading, without its head. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) =>
    row
      .slice(2, -2)
      .split(/ \| /)
      .map((cell) => cell.replaceAll('\\|', '|').trim()),
  );
}

function whereOf({ features, since }: FunctionDefinition): string {
  const where =
    features === undefined ? 'everywhere' : features.includes('mapping') ? 'not in group rules' : 'token claims';
  return since === undefined ? where : `${where}; Headwater only`;
}

test('the table of functions is the table of the language', () => {
  expect(tableUnder('Functions')).toEqual(
    FUNCTIONS.map((definition) => [
      `\`${signature(definition)}\``,
      definition.returns,
      definition.doc.replaceAll('|', '\\|'),
      whereOf(definition),
    ]),
  );
});

test('the table of problems is that of the language', () => {
  expect(tableUnder('Problems')).toEqual(Object.entries(PROBLEM_CODES).map(([code, text]) => [`\`${code}\``, text]));
});

test('the table of time letters is that of the language', () => {
  expect(tableUnder('Time patterns')).toEqual(
    Object.entries(JODA_LETTERS).map(([letter, text]) => [`\`${letter}\``, text]),
  );
});

test('the table of scopes names every scope and spelling', () => {
  const documented = tableUnder('Scopes').map(([names = '']) => names);
  for (const spelling of SCOPES.flatMap(({ name, aliases }) => [name, ...aliases])) {
    expect(documented.join()).toContain(`\`${spelling}.x\``);
  }
});

test('the limits are those of the language', () => {
  expect(tableUnder('Limits').map(([, limit]) => Number(limit?.replaceAll(',', '').split(' ')[0]))).toEqual(
    Object.values(DEFAULT_LIMITS),
  );
});

test('the examples give what the page says', () => {
  const examples = tableUnder('Examples');
  expect(examples.length).toBeGreaterThan(5);
  for (const [expression = '', value] of examples) {
    const result = compileExpression(expression.slice(1, -1), { feature: 'mapping' }).evaluate(PERSON);
    expect([expression, `\`${JSON.stringify(result)}\``]).toEqual([expression, value]);
  }
});
