import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CopyValue, encodeCopyRow } from '../../src/database/copy-text.ts';
import { isRetryable } from '../../src/database/is-retryable.ts';
import type { Transaction } from '../../src/database/transaction.ts';
import { createTestOrg, type TestOrg } from '../support/database.ts';

let testOrg: TestOrg;

beforeAll(async () => {
  testOrg = await createTestOrg();
  await inOrg((tx) =>
    tx.execute(sql`CREATE TABLE samples (
      position int, words text, amount float8, whole bigint, flag boolean, instant timestamptz, document jsonb,
      raw json, bytes bytea)`),
  );
});

afterAll(() => testOrg.close());

function inOrg<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return testOrg.database.inOrg(testOrg.org, work);
}

/** Copies rows in and reads them back; the table is empty again afterwards. */
function roundTrip(rows: readonly (readonly CopyValue[])[]): Promise<readonly object[]> {
  return inOrg(async (tx) => {
    const lines = rows.map((row, index) => encodeCopyRow([index, ...row]));
    await tx.copyInto('samples', lines);
    const found = await tx.query(sql`
      SELECT words, amount, whole, flag, instant, document, raw, bytes FROM samples ORDER BY position`);
    await tx.execute(sql`TRUNCATE samples`);
    return found;
  });
}

describe('encodeCopyRow', () => {
  test.each<[string, CopyValue, string]>([
    ['plain text', 'fig', 'fig'],
    ['an empty text', '', ''],
    ['the letters of the null marker', '\\N', '\\\\N'],
    ['the end-of-data marker', '\\.', '\\\\.'],
    ['tab, newline, carriage return, backslash', '\t\n\r\\', '\\t\\n\\r\\\\'],
    ['an astral character', '\u{1f348}', '\u{1f348}'],
    ['null', null, '\\N'],
    ['undefined', undefined, '\\N'],
    ['a number', -1.5e300, '-1.5e+300'],
    ['a bigint', 9007199254740993n, '9007199254740993'],
    ['true', true, 't'],
    ['false', false, 'f'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['bytes', Buffer.from([0, 255]), '\\\\x00ff'],
    ['an object', { a: 'x\ny' }, '{"a":"x\\\\ny"}'],
    ['an array', ['x', 1, null], '["x",1,null]'],
  ])('writes %s', (_what, value, text) => {
    expect(encodeCopyRow([value])).toBe(`${text}\n`);
  });

  test('separates columns by tabs', () => {
    expect(encodeCopyRow(['a', null, 1])).toBe('a\t\\N\t1\n');
  });

  test.each<[string, CopyValue]>([
    ['NUL in text', 'a\0b'],
    ['NUL beside a backslash', '\\\0'],
    ['half of a surrogate pair', 'a\ud800'],
    ['the other half', '\udc00a'],
    ['NUL in JSON', { a: 'x\0' }],
    ['NUL in a key of JSON', { 'x\0': 1 }],
    ['half of a surrogate pair in JSON', ['\ud800']],
  ])('refuses %s with a coded error', (_what, value) => {
    expect(() => encodeCopyRow([value])).toThrow(expect.objectContaining({ code: 'text_not_storable' }));
  });

  test('does not mistake an escaped backslash before u0000 for NUL', async () => {
    const [row] = await roundTrip([['', 0, 0, true, null, { a: '\\u0000' }, null, null]]);
    expect(row).toMatchObject({ document: { a: '\\u0000' } });
  });

  test('refuses a function as a programmer mistake', () => {
    expect(() => encodeCopyRow([() => undefined])).toThrow(TypeError);
  });
});

const words = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
const nasty = fc.string({ unit: fc.constantFrom('\\', '\n', '\r', '\t', 'N', '.', 'x', '"', ',', '{', '}', ' ', 'é') });
const text = fc.oneof(words, nasty);
const json = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)), {
  noNullPrototype: true,
});
const sample = fc.record({
  words: fc.option(text),
  amount: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((amount) => !Object.is(amount, -0)),
  whole: fc.maxSafeInteger(),
  flag: fc.boolean(),
  instant: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  document: json,
  raw: json,
  bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
});

test('every row that is copied in is read back the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 20 }), async (samples) => {
      const rows = samples.map((row) => [
        row.words,
        row.amount,
        row.whole,
        row.flag,
        row.instant,
        row.document,
        row.raw,
        row.bytes,
      ]);
      expect(await roundTrip(rows)).toEqual(samples);
    }),
    { numRuns: 60 },
  );
});

describe('copyInto', () => {
  test('gives the number of rows, from an async source of strings and buffers', async () => {
    async function* lines() {
      yield encodeCopyRow([1, 'fig']);
      yield Buffer.from(encodeCopyRow([2, 'plum']) + encodeCopyRow([3, 'pear']));
      yield encodeCopyRow([4, 'quince']);
    }
    const result = await inOrg(async (tx) => {
      const copied = await tx.copyInto('samples (position, words)', lines());
      const rows = await tx.query<{ readonly words: string }>(sql`SELECT words FROM samples ORDER BY position`);
      await tx.execute(sql`TRUNCATE samples`);
      return [copied, rows.map((row) => row.words)];
    });
    expect(result).toEqual([4, ['fig', 'plum', 'pear', 'quince']]);
  });

  test('takes more rows than fit any buffer', async () => {
    const filler = 'x'.repeat(200);
    function* lines() {
      for (let index = 0; index < 50_000; index++) yield encodeCopyRow([index, filler]);
    }
    const result = await inOrg(async (tx) => {
      const copied = await tx.copyInto('samples (position, words)', lines());
      const sums = await tx.query(sql`SELECT count(*), sum(length(words)) AS length, max(position) FROM samples`);
      await tx.execute(sql`TRUNCATE samples`);
      return [copied, sums];
    });
    expect(result).toEqual([50_000, [{ count: 50_000, length: 10_000_000, max: 49_999 }]]);
  });

  test('an empty source copies nothing', async () => {
    expect(await inOrg((tx) => tx.copyInto('samples', []))).toBe(0);
  });

  test('a source that fails is undone with its savepoint, and the transaction goes on', async () => {
    const broken = new Error('the source broke');
    function* lines() {
      yield encodeCopyRow([1, 'x'.repeat(200_000)]);
      throw broken;
    }
    const rows = await inOrg(async (tx) => {
      await expect(tx.savepoint(() => tx.copyInto('samples (position, words)', lines()))).rejects.toBe(broken);
      return tx.query(sql`SELECT count(*) FROM samples`);
    });
    expect(rows).toEqual([{ count: 0 }]);
  });

  test.each([
    ['a table that does not exist', 'nowhere', '1\n', '42P01'],
    ['a line of the wrong shape', 'samples (position)', 'not a number\n', '22P02'],
  ])(
    '%s is an error of PostgreSQL, and the transaction can go on after its savepoint',
    async (_what, target, line, code) => {
      const rows = await inOrg(async (tx) => {
        await expect(tx.savepoint(() => tx.copyInto(target, [line]))).rejects.toMatchObject({ code });
        return tx.query(sql`SELECT 1 AS one`);
      });
      expect(rows).toEqual([{ one: 1 }]);
    },
  );

  test('a server that goes away during the copy is a retryable error', async () => {
    const { database } = testOrg;
    async function* lines(pid: number) {
      yield encodeCopyRow([1, 'x'.repeat(100_000)]);
      await inOrg((tx) => tx.query(sql`SELECT pg_terminate_backend(${pid}, 5000)`));
      yield encodeCopyRow([2, 'x'.repeat(100_000)]);
    }
    const failed = database.inOrg(testOrg.org, async (tx) => {
      const [backend] = await tx.query<{ readonly pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      await tx.copyInto('samples (position, words)', lines(backend?.pid ?? 0));
    });
    await expect(failed).rejects.toSatisfy(isRetryable);
  });
});
