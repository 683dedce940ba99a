import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/system-log/event-types.ts';

it('every event type is documented with its message, and no other', async () => {
  const page = await readFile(new URL('../../../../docs/reference/system-log.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z0-9_]+(?:\.[a-z0-9_]+)+)` \| ([^|]+) \|/gm)].map(([, type, message]) => [
    type,
    message,
  ]);
  expect(rows).toEqual(Object.entries(EVENT_TYPES).map(([type, { message }]) => [type, message]));
});
