import sql, { raw } from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, type Database, type TransactionOptions } from '../../src/database/database.ts';
import type { Transaction } from '../../src/database/transaction.ts';
import { createTestOrg, type TestOrg } from '../support/database.ts';

let orgs: readonly [TestOrg, TestOrg];
/** One connection, so that every transaction meets the statements of those before. */
let database: Database;
beforeAll(async () => {
  orgs = [await createTestOrg(), await createTestOrg()];
  database = connectDatabase(orgs[0].database.options, { maxConnections: 1 });
  for (const { org } of orgs) {
    await database.inOrg(org, (tx) =>
      tx.execute(sql`CREATE TABLE fruits (id bigint PRIMARY KEY, name text NOT NULL, at timestamptz, more jsonb)`),
    );
  }
});
beforeEach(async () => {
  for (const { org } of orgs) await database.inOrg(org, (tx) => tx.execute(sql`TRUNCATE fruits`));
});
afterAll(async () => {
  await database.close();
  for (const { close } of orgs) await close();
});

function brief<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}, of = orgs[0]): Promise<T> {
  return database.inOrg(of.org, work, { ...options, brief: true });
}

const insert = (id: number, name: string | null) => sql`INSERT INTO fruits (id, name) VALUES (${id}, ${name})`;
const NAMES = sql`SELECT name FROM fruits ORDER BY id`;

async function names(of = orgs[0]): Promise<readonly string[]> {
  const rows = await brief((tx) => tx.query<{ readonly name: string }>(NAMES), { readOnly: true }, of);
  return rows.map(({ name }) => name);
}

describe('a brief transaction', () => {
  test('commits what its work did, and gives what its work gave', async () => {
    const given = await brief(async (tx) => {
      await tx.execute(insert(1, 'fig'));
      return tx.query(NAMES);
    });
    expect([given, await names()]).toEqual([[{ name: 'fig' }], ['fig']]);
  });

  test('undoes everything when its work throws', async () => {
    const undo = new Error('undo');
    const failed = brief(async (tx) => {
      await tx.execute(insert(1, 'fig'));
      await tx.later(insert(2, 'plum'));
      throw undo;
    });
    await expect(failed).rejects.toBe(undo);
    expect(await names()).toEqual([]);
  });

  test('runs statements in the order in which they were issued, whether somebody waits for them or not', async () => {
    const seen = await brief(async (tx) => {
      await tx.later(insert(1, 'fig'));
      const first = tx.query(NAMES);
      const second = tx.execute(insert(2, 'plum'));
      await tx.later(insert(3, 'quince'));
      const third = tx.query(NAMES);
      return Promise.all([first, second, third]);
    });
    expect(seen).toEqual([[{ name: 'fig' }], 1, [{ name: 'fig' }, { name: 'plum' }, { name: 'quince' }]]);
  });

  test('commits what is only to be done later', async () => {
    await brief((tx) => tx.later(insert(1, 'fig')));
    await brief(async (tx) => {
      await tx.query(NAMES);
      await tx.later(insert(2, 'plum'));
    });
    expect(await names()).toEqual(['fig', 'plum']);
  });

  test('fails with what was to be done later', async () => {
    const alone = brief((tx) => tx.later(insert(1, null)));
    await expect(alone).rejects.toMatchObject({ code: '23502' });
    const behind = brief(async (tx) => {
      await tx.execute(insert(1, 'fig'));
      await tx.later(insert(1, 'fig'));
      await tx.later(insert(2, 'plum'));
    });
    await expect(behind).rejects.toMatchObject({ code: '23505' });
    const before = brief(async (tx) => {
      await tx.later(insert(3, null));
      await tx.query(NAMES);
    });
    await expect(before).rejects.toMatchObject({ code: '23502' });
    expect(await names()).toEqual([]);
  });

  test('fails every statement that travelled behind one that failed', async () => {
    const outcomes = await brief((tx) =>
      tx.savepoint(() =>
        Promise.allSettled([tx.execute(insert(1, 'fig')), tx.execute(insert(1, 'fig')), tx.query(NAMES)]),
      ),
    ).catch((error: unknown) => error);
    expect(outcomes).toMatchObject({ code: '25P02' });
    expect(await names()).toEqual([]);
  });

  test('undoes a failed savepoint alone', async () => {
    await brief(async (tx) => {
      await tx.execute(insert(1, 'fig'));
      await expect(tx.savepoint(() => tx.execute(insert(1, 'plum')))).rejects.toMatchObject({ code: '23505' });
      await expect(tx.savepoint(() => tx.later(insert(1, 'plum')))).rejects.toMatchObject({ code: '23505' });
      await tx.savepoint(() => tx.later(insert(2, 'quince')));
    });
    expect(await names()).toEqual(['fig', 'quince']);
  });

  test('says so when an error was swallowed and nothing was committed', async () => {
    const swallowed = brief(async (tx) => {
      await tx.execute(insert(1, 'fig'));
      await tx.execute(insert(1, 'fig')).catch(() => undefined);
    });
    await expect(swallowed).rejects.toMatchObject({ code: 'transaction_aborted' });
  });

  test('copies rows between its statements', async () => {
    const counts = await brief(async (tx) => {
      await tx.later(insert(1, 'fig'));
      const copied = await tx.copyInto('fruits (id, name)', ['2\tplum\n', '3\tquince\n']);
      return [copied, await tx.execute(sql`DELETE FROM fruits WHERE id < ${3}`)];
    });
    expect([counts, await names()]).toEqual([[2, 2], ['quince']]);
  });

  test('refuses statements after its end', async () => {
    let late: Transaction | undefined;
    await brief(async (tx) => {
      late = tx;
    });
    await expect(late?.query(NAMES)).rejects.toThrow('The transaction has ended');
    await expect(late?.later(NAMES)).rejects.toThrow('The transaction has ended');
  });

  test('refuses writes where it only reads', async () => {
    const write = brief((tx) => tx.execute(insert(1, 'fig')), { readOnly: true });
    await expect(write).rejects.toMatchObject({ code: '25006' });
    await expect(brief((tx) => tx.copyInto('fruits', []), { readOnly: true })).rejects.toThrow(TypeError);
    await brief((tx) => tx.execute(insert(1, 'fig')));
    expect(await names()).toEqual(['fig']);
  });

  test('is read committed', async () => {
    await expect(brief((tx) => tx.query(NAMES), { isolation: 'serializable' })).rejects.toThrow(TypeError);
  });

  test('names an org that does not exist', async () => {
    const nowhere = (readOnly: boolean) =>
      database.inOrg('nowhere', (tx) => tx.query(NAMES), { brief: true, readOnly });
    await expect(nowhere(false)).rejects.toMatchObject({ code: 'org_missing' });
    await expect(nowhere(true)).rejects.toMatchObject({ code: 'org_missing' });
    expect(await names()).toEqual([]);
  });

  test('has the same search path, time zone and planner settings to its end, and leaves none of them behind', async () => {
    const settings = sql`
      SELECT current_schemas(false)::text AS path, current_setting('TimeZone') AS zone,
             current_setting('plan_cache_mode') AS plans, current_setting('enable_hashjoin') AS hashes,
             current_setting('transaction_read_only') AS reads`;
    const usual = await database.pool.query(settings);
    const own = { path: `{org_${orgs[0].org}}`, zone: 'UTC', plans: 'force_generic_plan', hashes: 'off' };
    const seen = await brief(async (tx) => [await tx.query(settings), await tx.query(settings)]);
    expect(seen).toEqual([[{ ...own, reads: 'off' }], [{ ...own, reads: 'off' }]]);
    const read = await brief(async (tx) => [await tx.query(settings), await tx.query(settings)], { readOnly: true });
    expect(read).toEqual([[{ ...own, reads: 'on' }], [{ ...own, reads: 'on' }]]);
    expect((await database.pool.query(settings)).rows).toEqual(usual.rows);
  });
});

describe('what a connection keeps', () => {
  test('reads the org of its transaction, however often the connection changes orgs', async () => {
    for (const of of orgs) await brief((tx) => tx.later(insert(1, of.org)), {}, of);
    for (let round = 0; round < 12; round++) {
      for (const of of orgs) expect(await names(of)).toEqual([of.org]);
    }
  });

  test('takes other values each time', async () => {
    await brief((tx) => tx.later(insert(1, 'fig')));
    for (const [name, changed] of [
      ['fig', 1],
      ['plum', 0],
      [null, 0],
    ] as const) {
      expect(await brief((tx) => tx.execute(sql`UPDATE fruits SET id = id WHERE name = ${name}`))).toBe(changed);
    }
  });

  test('is kept or made again whatever failed the first time it ran', async () => {
    const bad = sql`INSERT INTO fruits (id, name) SELECT ${1}, name FROM nothing`;
    const late = sql`SELECT ${7}::int / id AS share FROM fruits`;
    await brief((tx) => tx.later(sql`INSERT INTO fruits (id, name) VALUES (0, 'nil')`));
    for (let round = 0; round < 3; round++) {
      await expect(brief((tx) => tx.query(late))).rejects.toMatchObject({ code: '22012' });
      await expect(brief((tx) => tx.query(bad))).rejects.toMatchObject({ code: '42P01' });
      await expect(brief(async (tx) => Promise.all([tx.query(bad), tx.query(late)]))).rejects.toMatchObject({
        code: '42P01',
      });
    }
    await brief((tx) => tx.execute(sql`UPDATE fruits SET id = 7`));
    expect(await brief((tx) => Promise.all([tx.query(late), tx.query(late)]))).toEqual([
      [{ share: 1 }],
      [{ share: 1 }],
    ]);
  });

  test('survives a connection that is lost between transactions', async () => {
    const { rows } = await database.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await orgs[0].database.pool.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    await brief((tx) => tx.execute(insert(1, 'fig')));
    expect(await names()).toEqual(['fig']);
  });

  test('is lost with the connection inside a transaction, of which nothing is kept', async () => {
    const failed = brief(async (tx) => {
      const [own] = await tx.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      await tx.execute(insert(1, 'fig'));
      await orgs[0].database.pool.query('SELECT pg_terminate_backend($1, 5000)', [own?.pid]);
      await tx.query(NAMES);
    });
    await expect(failed).rejects.toThrow();
    expect(await names()).toEqual([]);
  });
});

test('values come and go as in other transactions', async () => {
  const at = new Date('2026-02-03T04:05:06.789Z');
  const values = sql`
    SELECT ${'a"b\\c'}::text AS text, ${null}::text AS none, ${undefined}::text AS absent, ${1.5}::float8 AS number,
           ${2n}::bigint AS large, ${true}::boolean AS yes, ${at}::timestamptz AS at, ${Buffer.from([0, 255])}::bytea AS bytes,
           ${{ a: ['"', 1] }}::jsonb AS json, ${['x', null, 'a"b\\c,{}', 'NULL', '']}::text[] AS texts,
           ${[3, null]}::bigint[] AS numbers, ${[]}::text[] AS nothing`;
  const usual = await database.inOrg(orgs[0].org, (tx) => tx.query(values));
  expect(await brief((tx) => tx.query(values))).toEqual(usual);
  expect(usual).toEqual([
    {
      text: 'a"b\\c',
      none: null,
      absent: null,
      number: 1.5,
      large: 2,
      yes: true,
      at,
      bytes: Buffer.from([0, 255]),
      json: { a: ['"', 1] },
      texts: ['x', null, 'a"b\\c,{}', 'NULL', ''],
      numbers: [3, null],
      nothing: [],
    },
  ]);
  await expect(brief((tx) => tx.query(sql`SELECT ${() => 1}::text`))).rejects.toThrow(TypeError);
  await expect(brief((tx) => tx.query(sql`SELECT ${raw('9007199254740993')}::bigint`))).rejects.toThrow(RangeError);
});
