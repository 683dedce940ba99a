import { readFileSync } from 'node:fs';
import { WORKFLOW_SWITCHES, type WorkflowSwitchEntry } from '@headwater/workflows';
import { expect, test } from 'vitest';

const entries: readonly (readonly [string, WorkflowSwitchEntry])[] = Object.entries(WORKFLOW_SWITCHES);

test('every switch has two answers or more, and its default is one of them', () => {
  const lost = entries.filter(
    ([, entry]) => Object.keys(entry.answers).length < 2 || !(entry.default in entry.answers),
  );
  expect(lost).toEqual([]);
});

test('docs/reference/workflow-switches.md has exactly the switches of the register', () => {
  const page = readFileSync(new URL('../../../docs/reference/workflow-switches.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const expected = entries.map(([name, { source, question, answers, default: answer, reason }]) => {
    const choices = Object.entries(answers).map(
      ([key, effect]) => `${key === answer ? '**' : ''}\`${key}\`${key === answer ? '**' : ''}: ${effect}`,
    );
    return `| \`${name}\` | ${question} | ${choices.join('<br>')} | ${reason} | ${source} |`;
  });
  expect(rows).toEqual(expected);
});
