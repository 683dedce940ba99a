import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  Expectation,
  Expected,
  OrgFixture,
  TestCase,
  TestDocument,
} from '../../src/test-file/document/test-document.ts';

const PAGE = readFileSync(new URL('../../../../docs/reference/flow-tests.md', import.meta.url), 'utf8');

/** Keys in the first table of a section. */
function keysOf(title: string): readonly string[] {
  const section = PAGE.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const [table = ''] = section.split('\n\n').filter((part) => part.trimStart().startsWith('| key |'));
  return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, key = '']) => key);
}

describe('docs/reference/flow-tests.md', () => {
  it.each([
    ['The file', TestDocument],
    ['A case', TestCase],
    ['What is expected', Expected],
    ['Requests', Expectation],
    ['Orgs', OrgFixture],
  ])('has every key of a test file, and no other: %s', (title, { properties }) => {
    expect([...keysOf(title)].sort()).toEqual(Object.keys(properties).sort());
  });
});
