import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrateSchema } from '../../src/database/migrate.ts';
import { loadMigrations, type Migration, readMigrations } from '../../src/database/migration-files.ts';
import { createEmptyDatabase } from '../support/database.ts';

let pool: pg.Pool;
let schema = '';
let schemas = 0;

beforeAll(async () => {
  pool = new pg.Pool({ ...(await createEmptyDatabase()), max: 10 });
});

beforeEach(() => {
  schemas += 1;
  schema = `Schema "${schemas}"`;
});

afterAll(() => pool.end());

function migration(number: number, text: string): Migration {
  const name = `000${number}-step.sql`;
  return { number, name, text, checksum: createHash('sha256').update(text).digest('hex') };
}

const first = migration(
  1,
  "CREATE TABLE steps (name text); INSERT INTO steps VALUES ('first') -- no semicolon at the end",
);
const second = migration(2, "INSERT INTO steps VALUES ('second');\n");

async function steps(): Promise<readonly string[]> {
  const table = `${pg.escapeIdentifier(schema)}.steps`;
  const result = await pool.query<{ readonly name: string }>(`SELECT name FROM ${table}`);
  return result.rows.map((row) => row.name);
}

describe('migrateSchema', () => {
  test('creates the schema and applies every file once, in order', async () => {
    const applied = await migrateSchema(pool, schema, [first, second]);
    const again = await migrateSchema(pool, schema, [first, second]);
    expect({ applied, again, steps: await steps() }).toEqual({
      applied: ['0001-step.sql', '0002-step.sql'],
      again: [],
      steps: ['first', 'second'],
    });
  });

  test('applies only what is new', async () => {
    await migrateSchema(pool, schema, [first]);
    expect(await migrateSchema(pool, schema, [first, second])).toEqual(['0002-step.sql']);
    expect(await steps()).toEqual(['first', 'second']);
  });

  test('records what it applied, and when', async () => {
    await migrateSchema(pool, schema, [first]);
    const rows = await pool.query(`SELECT * FROM ${pg.escapeIdentifier(schema)}.migrations`);
    expect(rows.rows).toEqual([
      { number: 1, name: '0001-step.sql', checksum: first.checksum, applied_at: expect.any(Date) },
    ]);
  });

  test('of many that start at once, on connections of their own, one applies each file', async () => {
    const runs = await Promise.all(Array.from({ length: 10 }, () => migrateSchema(pool, schema, [first, second])));
    expect(runs.flat()).toEqual(['0001-step.sql', '0002-step.sql']);
    expect(await steps()).toEqual(['first', 'second']);
  });

  test('a file that fails leaves the schema as it was', async () => {
    await migrateSchema(pool, schema, [first]);
    const broken = migration(3, 'INSERT INTO steps VALUES (NULL, NULL)');
    await expect(migrateSchema(pool, schema, [first, second, broken])).rejects.toMatchObject({ code: '42601' });
    expect(await steps()).toEqual(['first']);
  });

  test('a file that was changed after it was applied is refused by name', async () => {
    await migrateSchema(pool, schema, [first]);
    const edited = { ...migration(1, 'CREATE TABLE other ()') };
    await expect(migrateSchema(pool, schema, [edited, second])).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringMatching(/0001-step\.sql was changed .* restore the file/s),
    });
    expect(await steps()).toEqual(['first']);
  });

  test('a schema newer than the program is refused, naming the file it does not know', async () => {
    await migrateSchema(pool, schema, [first, second]);
    await expect(migrateSchema(pool, schema, [first])).rejects.toMatchObject({
      code: 'migration_unknown',
      message: expect.stringMatching(/0002-step\.sql.*newer version/s),
    });
  });

  test('does not bring back a schema that is gone when told to skip it', async () => {
    expect(await migrateSchema(pool, schema, [first], 'skip')).toEqual([]);
    const found = await pool.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
    expect(found.rows).toEqual([]);
  });
});

describe('readMigrations', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-migrations-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  test('reads the files of a folder in the order of their numbers', async () => {
    await writeFile(join(folder, '0002-b.sql'), 'SELECT 2');
    await writeFile(join(folder, '0001-a.sql'), 'SELECT 1');
    await writeFile(join(folder, 'notes.md'), 'not a migration');
    expect(await readMigrations(folder)).toEqual([
      {
        number: 1,
        name: '0001-a.sql',
        text: 'SELECT 1',
        checksum: createHash('sha256').update('SELECT 1').digest('hex'),
      },
      {
        number: 2,
        name: '0002-b.sql',
        text: 'SELECT 2',
        checksum: createHash('sha256').update('SELECT 2').digest('hex'),
      },
    ]);
  });

  test('line endings do not change a checksum', async () => {
    await writeFile(join(folder, '0001-a.sql'), 'SELECT\r\n1\r\n');
    const [windows] = await readMigrations(folder);
    await writeFile(join(folder, '0001-a.sql'), 'SELECT\n1\n');
    expect([windows]).toEqual(await readMigrations(folder));
  });

  test.each([
    ['a name without a number', ['first.sql']],
    ['a number left out', ['0001-a.sql', '0003-c.sql']],
    ['a number used twice', ['0001-a.sql', '0001-b.sql']],
    ['a number that does not begin at one', ['0002-b.sql']],
  ])('refuses %s', async (_what, files) => {
    for (const file of files) await writeFile(join(folder, file), 'SELECT 1');
    await expect(readMigrations(folder)).rejects.toMatchObject({ code: 'migration_name_invalid' });
  });

  test.each(['platform', 'org'] as const)('finds the project’s own migrations for %s', async (set) => {
    const migrations = await loadMigrations(set);
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
    expect(migrations.length).toBeGreaterThan(0);
  });
});
