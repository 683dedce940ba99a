import assert from 'node:assert/strict';
import { type Source, SourceError, type SourceItem } from '../sources/source.ts';

/** What a kind of source provides to be tested. */
export interface SourceHarness {
  /** Makes a source that holds exactly these rows, all with the same columns, in this order. */
  create(rows: readonly Readonly<Record<string, string>>[]): Promise<Source>;
  /** Makes a source that is not there, or not accessible. */
  createUnreadable(): Promise<Source>;
}

export interface ConformanceCase {
  /** A sentence about every source. */
  readonly name: string;
  /** Rejects with an `AssertionError` when the sentence is false. */
  run(harness: SourceHarness): Promise<void>;
}

const PEOPLE = [
  { id: '1', name: 'Ann Ölçer', note: 'says "hi", often' },
  { id: '2', name: 'Bob; Ltd | Co', note: 'two\nlines' },
  { id: '3', name: ' blanks ', note: '' },
  { id: '4', name: '名前 🙂', note: "tab\tand ' quote" },
];

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index + 1), name: `n${index}` }));

async function all(items: AsyncIterable<SourceItem>): Promise<readonly SourceItem[]> {
  const found: SourceItem[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const valuesOf = (items: readonly SourceItem[]) => items.map((item) => (item.kind === 'row' ? item.values : item));

/**
 * What every kind of source must do, for any test runner.
 *
 * @example for (const { name, run } of sourceConformance) it(name, () => run(harness));
 */
export const sourceConformance: readonly ConformanceCase[] = [
  {
    name: 'says what it is',
    run: async (harness) => {
      const source = await harness.create(PEOPLE);
      assert.match(source.kind, /^[a-z][a-z0-9-]*$/);
      assert.notEqual(source.label, '');
    },
  },
  {
    name: 'finds no error in a source that is well',
    run: async (harness) => {
      const findings = await (await harness.create(PEOPLE)).check();
      assert.deepEqual(
        findings.filter(({ level }) => level === 'error'),
        [],
      );
    },
  },
  {
    name: 'reports an unreadable source as a finding, not by rejecting',
    run: async (harness) => {
      const findings = await (await harness.createUnreadable()).check();
      assert.ok(findings.some(({ level, message }) => level === 'error' && message !== ''));
    },
  },
  {
    name: 'discovers all columns in their order, with examples that differ',
    run: async (harness) => {
      const { columns } = await (await harness.create(PEOPLE)).discover();
      assert.deepEqual(
        columns.map(({ name }) => name),
        ['id', 'name', 'note'],
      );
      for (const { examples } of columns) {
        assert.ok(examples.length >= 1 && examples.length <= 3);
        assert.equal(new Set(examples).size, examples.length);
      }
    },
  },
  {
    name: 'reads every value as it is, whatever characters it has',
    run: async (harness) => {
      const items = await all((await harness.create(PEOPLE)).read());
      assert.deepEqual(valuesOf(items), PEOPLE);
    },
  },
  {
    name: 'numbers the rows from 1 in a stable order, at every reading',
    run: async (harness) => {
      const source = await harness.create(many(3_000));
      const first = await all(source.read());
      assert.deepEqual(
        first.map(({ row }) => row),
        many(3_000).map((_, index) => index + 1),
      );
      assert.deepEqual(await all(source.read()), first);
    },
  },
  {
    name: 'can be left in the middle and read again from the start',
    run: async (harness) => {
      const source = await harness.create(many(3_000));
      for await (const item of source.read()) if (item.row === 2) break;
      for await (const item of source.read()) {
        assert.equal(item.row, 1);
        break;
      }
    },
  },
  {
    name: 'stops with the reason of the signal',
    run: async (harness) => {
      const source = await harness.create(many(3_000));
      const stop = new AbortController();
      const reason = new Error('enough');
      stop.abort(reason);
      await assert.rejects(all(source.read({ signal: stop.signal })), (error) => error === reason);
    },
  },
  {
    name: 'rejects with a SourceError that names it, when it cannot be read',
    run: async (harness) => {
      const source = await harness.createUnreadable();
      await assert.rejects(
        all(source.read()),
        (error) => error instanceof SourceError && error.message.includes(source.label),
      );
      await assert.rejects(source.discover(), SourceError);
    },
  },
];
