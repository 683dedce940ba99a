import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase } from '../../src/database/database.ts';
import { isRetryable } from '../../src/database/is-retryable.ts';
import type { Transaction } from '../../src/database/transaction.ts';
import { createTestOrg, type TestOrg } from '../support/database.ts';

let testOrg: TestOrg;

beforeAll(async () => {
  testOrg = await createTestOrg();
  await inOrg((tx) => tx.execute(sql`CREATE TABLE fruits (id bigint PRIMARY KEY, name text NOT NULL)`));
});

beforeEach(async () => {
  await inOrg((tx) => tx.execute(sql`TRUNCATE fruits`));
});

afterAll(() => testOrg.close());

function inOrg<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return testOrg.database.inOrg(testOrg.org, work);
}

function insert(tx: Transaction, id: number, name: string): Promise<number> {
  return tx.execute(sql`INSERT INTO fruits VALUES (${id}, ${name})`);
}

async function names(): Promise<readonly string[]> {
  const rows = await inOrg((tx) => tx.query<{ readonly name: string }>(sql`SELECT name FROM fruits ORDER BY id`));
  return rows.map((row) => row.name);
}

const undo = new Error('undo');

test('a transaction that returns is committed, and gives what its work gave', async () => {
  const given = await inOrg(async (tx) => {
    await insert(tx, 1, 'fig');
    return 'done';
  });
  expect([given, await names()]).toEqual(['done', ['fig']]);
});

test('a transaction that throws leaves nothing behind, and throws the same', async () => {
  const failed = inOrg(async (tx) => {
    await insert(tx, 1, 'fig');
    throw undo;
  });
  await expect(failed).rejects.toBe(undo);
  expect(await names()).toEqual([]);
});

test('the search path is the schema of the org alone, and the time zone is UTC', async () => {
  const rows = await inOrg((tx) =>
    tx.query(sql`SELECT current_schemas(false)::text AS path, current_setting('TimeZone') AS zone`),
  );
  expect(rows).toEqual([{ path: `{org_${testOrg.org}}`, zone: 'UTC' }]);
});

test('a platform transaction has the search path headwater', async () => {
  const rows = await testOrg.database.inPlatform((tx) => tx.query(sql`SELECT current_schema() AS schema`));
  expect(rows).toEqual([{ schema: 'headwater' }]);
});

test('statements that are not awaited one by one run in the order they were made', async () => {
  await inOrg(async (tx) => {
    await Promise.all([insert(tx, 1, 'fig'), insert(tx, 2, 'plum'), tx.execute(sql`DELETE FROM fruits WHERE id = 1`)]);
  });
  expect(await names()).toEqual(['plum']);
});

test('execute gives the number of rows affected', async () => {
  const affected = await inOrg(async (tx) => {
    await tx.execute(sql`INSERT INTO fruits SELECT id, 'fig' FROM generate_series(1, 7) AS id`);
    return tx.execute(sql`UPDATE fruits SET name = 'plum' WHERE id > 2`);
  });
  expect(affected).toBe(5);
});

test('a read-only transaction refuses to write', async () => {
  const failed = testOrg.database.inOrg(testOrg.org, (tx) => insert(tx, 1, 'fig'), { readOnly: true });
  await expect(failed).rejects.toMatchObject({ code: '25006' });
});

test('the isolation level is the one asked for', async () => {
  const level = (tx: Transaction) => tx.query(sql`SELECT current_setting('transaction_isolation') AS level`);
  const asked = await testOrg.database.inOrg(testOrg.org, level, { isolation: 'serializable' });
  expect([await inOrg(level), asked]).toEqual([[{ level: 'read committed' }], [{ level: 'serializable' }]]);
});

test('an org without a schema is an org_missing error', async () => {
  const failed = testOrg.database.inOrg('nowhere', async () => 'never');
  await expect(failed).rejects.toMatchObject({ code: 'org_missing', message: expect.stringContaining('org_nowhere') });
});

test.each(['', 'Acme', 'a b', '-acme', 'acme-', 'a"b', 'x'.repeat(60)])(
  '%j is refused as the name of an org',
  async (name) => {
    const failed = testOrg.database.inOrg(name, async () => 'never');
    await expect(failed).rejects.toMatchObject({ code: 'org_name_invalid' });
  },
);

test('swallowing the error of a statement does not make an empty commit look like success', async () => {
  const failed = inOrg(async (tx) => {
    await insert(tx, 1, 'fig');
    await insert(tx, 1, 'plum').catch(() => undefined);
  });
  await expect(failed).rejects.toMatchObject({ code: 'transaction_aborted' });
  expect(await names()).toEqual([]);
});

test('a constraint that fails at commit is thrown, and the connection is used again', async () => {
  const failed = inOrg(async (tx) => {
    await tx.execute(sql`CREATE TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)`);
    await tx.execute(sql`INSERT INTO late VALUES (1), (1)`);
  });
  await expect(failed).rejects.toMatchObject({ code: '23505' });
  expect(await names()).toEqual([]);
});

test('a transaction that has ended refuses further statements', async () => {
  const leaked = await inOrg(async (tx) => tx);
  await expect(insert(leaked, 1, 'fig')).rejects.toThrow(TypeError);
});

describe('a savepoint', () => {
  test('undoes only its own work when it fails', async () => {
    await inOrg(async (tx) => {
      await insert(tx, 1, 'fig');
      const inner = tx.savepoint(async () => {
        await insert(tx, 2, 'plum');
        throw undo;
      });
      await expect(inner).rejects.toBe(undo);
      await insert(tx, 3, 'pear');
    });
    expect(await names()).toEqual(['fig', 'pear']);
  });

  test('lets the transaction go on after a failed statement', async () => {
    await inOrg(async (tx) => {
      await insert(tx, 1, 'fig');
      await expect(tx.savepoint(() => insert(tx, 1, 'plum'))).rejects.toMatchObject({ code: '23505' });
    });
    expect(await names()).toEqual(['fig']);
  });

  test('nests', async () => {
    await inOrg((tx) =>
      tx.savepoint(async () => {
        await insert(tx, 1, 'fig');
        const inner = tx.savepoint(async () => {
          await insert(tx, 2, 'plum');
          throw undo;
        });
        await expect(inner).rejects.toBe(undo);
      }),
    );
    expect(await names()).toEqual(['fig']);
  });
});

describe('retries', () => {
  test('a transaction whose connection is ended by the server is run again when attempts allow', async () => {
    let attempts = 0;
    await testOrg.database.inOrg(
      testOrg.org,
      async (tx) => {
        attempts += 1;
        await insert(tx, attempts, 'fig');
        if (attempts === 1) await tx.query(sql`SELECT pg_terminate_backend(pg_backend_pid())`);
      },
      { attempts: 3 },
    );
    expect([attempts, await names()]).toEqual([2, ['fig']]);
  });

  test('a transaction is run once unless attempts are given', async () => {
    const failed = inOrg((tx) => tx.query(sql`SELECT pg_terminate_backend(pg_backend_pid())`));
    await expect(failed).rejects.toMatchObject({ code: '57P01' });
  });

  test('an error that is not retryable is thrown at once', async () => {
    let attempts = 0;
    const work = async () => {
      attempts += 1;
      throw undo;
    };
    await expect(testOrg.database.inOrg(testOrg.org, work, { attempts: 3 })).rejects.toBe(undo);
    expect(attempts).toBe(1);
  });

  test('two serializable transactions that collide both succeed with a second attempt', async () => {
    await inOrg((tx) => insert(tx, 1, 'fig'));
    let arrived = 0;
    let open: () => void = () => undefined;
    const bothHaveRead = new Promise<void>((resolve) => {
      open = resolve;
    });
    const append = (suffix: string) =>
      testOrg.database.inOrg(
        testOrg.org,
        async (tx) => {
          await tx.query(sql`SELECT name FROM fruits WHERE id = 1`);
          arrived += 1;
          if (arrived === 2) open();
          await bothHaveRead;
          await tx.execute(sql`UPDATE fruits SET name = name || ${suffix} WHERE id = 1`);
        },
        { isolation: 'repeatable read', attempts: 5 },
      );
    await Promise.all([append('a'), append('a')]);
    expect(await names()).toEqual(['figaa']);
  });

  test('an idle connection that the server has ended is replaced without the caller noticing', async () => {
    const single = connectDatabase(testOrg.database.options, { maxConnections: 1, applicationName: 'headwater idle' });
    try {
      await single.inOrg(testOrg.org, (tx) => tx.query(sql`SELECT 1`));
      await inOrg((tx) =>
        tx.query(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headwater idle'`),
      );
      expect(await single.inOrg(testOrg.org, (tx) => tx.query(sql`SELECT 1 AS one`))).toEqual([{ one: 1 }]);
    } finally {
      await single.close();
    }
  });

  test('a server that cannot be reached is a retryable server_unreachable error that names the place', async () => {
    const away = connectDatabase(
      { host: '/nowhere', port: 5432, user: 'headwater', password: 'secret', database: 'postgres' },
      { reconnectMillis: 0 },
    );
    const error: unknown = await away.inPlatform(async () => 'never').catch((reason: unknown) => reason);
    await away.close();
    expect(error).toMatchObject({ code: 'server_unreachable', message: expect.stringContaining('nowhere') });
    expect(error).toMatchObject({ message: expect.not.stringContaining('secret') });
    expect(isRetryable(error)).toBe(true);
  });
});

test('values come back as the types their columns say', async () => {
  const rows = await inOrg((tx) =>
    tx.query(sql`
      SELECT 9007199254740991::bigint AS "bigint", ARRAY[1, NULL, 3]::bigint[] AS bigints, '{}'::bigint[] AS none,
        DATE '2026-02-28' AS "date", TIMESTAMP '2026-02-28 12:00' AS "timestamp",
        TIMESTAMPTZ '2026-02-28 12:00+02' AS instant, 1.50::numeric AS "numeric",
        '{"a":[1]}'::jsonb AS "jsonb", ARRAY['x', 'y'] AS texts, '\\x00ff'::bytea AS bytes`),
  );
  expect(rows).toEqual([
    {
      bigint: 9007199254740991,
      bigints: [1, null, 3],
      none: [],
      date: '2026-02-28',
      timestamp: '2026-02-28 12:00:00',
      instant: new Date('2026-02-28T10:00:00Z'),
      numeric: '1.50',
      jsonb: { a: [1] },
      texts: ['x', 'y'],
      bytes: Buffer.from([0, 255]),
    },
  ]);
});

test('a bigint beyond the safe integers is refused, not rounded', async () => {
  await expect(inOrg((tx) => tx.query(sql`SELECT 9007199254740993::bigint AS n`))).rejects.toThrow(RangeError);
});

describe('a dedicated connection', () => {
  test('delivers notifications of its channel', async () => {
    const connection = await testOrg.database.connection();
    const first = new Promise<string>((resolve) => {
      void connection.listen('Fruit basket', resolve);
    });
    await connection.query(sql`SELECT 1`);
    await inOrg((tx) => tx.query(sql`SELECT pg_notify('other', 'no'), pg_notify('Fruit basket', 'yes')`));
    expect(await first).toBe('yes');
    await connection.close();
  });

  test('tells when it is lost', async () => {
    const connection = await testOrg.database.connection();
    const lost = new Promise<Error>((resolve) => connection.onLost(resolve));
    await connection.query(sql`SELECT pg_terminate_backend(pg_backend_pid())`).catch(() => undefined);
    expect((await lost).message).toMatch(/terminat/);
    await connection.close();
  });

  test('is not lost when it is closed', async () => {
    const connection = await testOrg.database.connection();
    const heard: Error[] = [];
    connection.onLost((error) => heard.push(error));
    await connection.close();
    expect(heard).toEqual([]);
  });
});
