import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLog } from '../../src/system-log/read-log.ts';
import { BOUNDED, brief, type LogFixture, openLogFixture } from './fixture.ts';

const CHANGES = 160_000;

let fixture: LogFixture;

beforeAll(async () => {
  fixture = await openLogFixture();
  const { org, clock, importId } = fixture;
  await org.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO import_records (import_id, number, at, action, outcome, external_id, lifecycle, source_user_id, user_id)
      SELECT ${importId}, n, ${clock.now()}::timestamptz + n * interval '1 ms', 'upsert', 'updated', 'E' || n,
        CASE WHEN n = ${CHANGES}::int THEN 'deactivate' END, '0ua' || n, '00u' || n
      FROM generate_series(1, ${CHANGES}::int) n`);
    await tx.execute(sql`
      INSERT INTO changes (at, object_id, import_id, record_number)
      SELECT at, user_id, import_id, number FROM import_records ORDER BY number`);
  });
});

afterAll(() => fixture.close());

async function search(filter: string, until: Date = BOUNDED.until): Promise<{ found: string[]; pages: number }> {
  const found: string[] = [];
  let pages = 0;
  let after: string | undefined;
  do {
    const page = await readLog(fixture.org, { ...BOUNDED, until, filter, ...(after === undefined ? {} : { after }) });
    found.push(...page.entries.map(brief));
    pages += 1;
    after = page.next ?? undefined;
  } while (after !== undefined);
  return { found, pages };
}

it('a search for a type that one record of many has comes in short pages that lead to it', async () => {
  const { found, pages } = await search('eventType eq "user.lifecycle.deactivate"');
  expect(found).toEqual([`user.lifecycle.deactivate 00u${CHANGES}`]);
  expect(pages).toBeGreaterThan(1);
});

it('a search that no index helps comes in short pages that lead to the end', async () => {
  const until = new Date(fixture.clock.now().getTime() + 15_000);
  const { found, pages } = await search('displayMessage co "Deactivate"', until);
  expect(found).toEqual([]);
  expect(pages).toBeGreaterThan(1);
});
