import sql from 'sql-template-tag';
import type { BenchSource, ImportBench, ImportOutcome } from '../support/import-harness.ts';

/**
 * What an import left behind, without what may differ between two runs of the same: ids of users stand as their logins. Equal
 * snapshots mean equal users, links, receipts with their changes, counters, changes and keys.
 */
export async function snapshot(
  bench: ImportBench,
  sources: readonly BenchSource[],
  outcomes: readonly ImportOutcome[],
) {
  const rows = await bench.org.read((tx) =>
    tx.query<{ id: string; login: string; login_key: string; email_key: string; name_key: string; held_by: string }>(
      sql`SELECT id, profile ->> 'login' AS login, login_key, email_key, name_key, held_by FROM users ORDER BY login_key`,
    ),
  );
  const names = new Map(rows.map(({ id, login }) => [id, login]));
  for (const [index, source] of sources.entries()) names.set(source.id, `source ${index}`);
  const unique = await bench.org.read((tx) =>
    tx.query<{ attribute: string; value_key: string; user_id: string }>(
      sql`SELECT attribute, value_key, user_id FROM unique_values ORDER BY attribute, value_key`,
    ),
  );
  const changes = await bench.org.read((tx) =>
    tx.query<{ record_number: number; user: string | null }>(sql`
      SELECT c.record_number, u.profile ->> 'login' AS "user" FROM changes c LEFT JOIN users u ON u.id = c.object_id
       WHERE c.import_id IS NOT NULL ORDER BY c.import_id, c.record_number`),
  );
  const whole = {
    users: await bench.users(),
    keys: rows.map(({ id: _, ...keys }) => keys),
    unique,
    changes,
    people: await Promise.all(sources.map((source) => source.people())),
    imports: outcomes.map(({ status, counters, receipts, rows: records }) => ({
      status,
      counters,
      receipts,
      effects: records.map((row) => [
        row.source_status,
        row.source_before,
        row.source_after,
        row.user_status,
        row.user_before,
        row.user_after,
      ]),
    })),
  };
  const text = JSON.stringify(whole).replace(/0(?:0u|oa)[0-9A-Za-z]{17}/g, (id) => names.get(id) ?? 'nobody');
  return JSON.parse(text) as typeof whole;
}
