import { readFileSync } from 'node:fs';
import { LIMITS_PROFILES } from '@headwater/protocol';
import { expect, test } from 'vitest';

test('docs/reference/limits.md has every limit with its numbers, and no other', () => {
  const page = readFileSync(new URL('../../../../docs/reference/limits.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \|/gm)].map(([, name, okta, open]) => [
    name,
    okta,
    open,
  ]);
  const { okta, open } = LIMITS_PROFILES;
  expect(rows).toEqual(
    Object.keys(okta).map((name) => [name, `${okta[name as keyof typeof okta]}`, `${open[name as keyof typeof open]}`]),
  );
});
