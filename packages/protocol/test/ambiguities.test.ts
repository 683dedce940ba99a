import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AMBIGUITIES, answersOf, isAmbiguity } from '../src/ambiguities.ts';

const entries = Object.entries(AMBIGUITIES);

describe('AMBIGUITIES', () => {
  it('has a default among the answers of every switch', () => {
    const lost = entries.filter(([name, entry]) => !isAmbiguity(name) || !answersOf(name).includes(entry.default));
    expect(lost).toEqual([]);
  });

  it('gives every switch at least two answers', () => {
    expect(entries.filter(([, { answers }]) => Object.keys(answers).length < 2)).toEqual([]);
  });
});

describe('docs/reference/ambiguities.md', () => {
  it('has exactly the switches of the register', () => {
    const page = readFileSync(new URL('../../../docs/reference/ambiguities.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const expected = entries.map(([name, { source, question, answers, default: answer, reason }]) => {
      const choices = Object.entries(answers).map(
        ([key, effect]) => `${key === answer ? '**' : ''}\`${key}\`${key === answer ? '**' : ''}: ${effect}`,
      );
      return `| \`${name}\` | ${question} | ${choices.join('<br>')} | ${reason} | ${source} |`;
    });
    expect(rows).toEqual(expected);
  });
});
