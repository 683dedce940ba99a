import { DEFAULT_WORKFLOW_CHOICES, WORKFLOW_SWITCHES } from '@headwater/workflows';
import { expect, test } from 'vitest';

test('every switch answers with its first answer by default', () => {
  const firsts = Object.entries(WORKFLOW_SWITCHES).map(([name, { answers }]) => [name, answers[0]]);
  expect(DEFAULT_WORKFLOW_CHOICES).toEqual(Object.fromEntries(firsts));
});
