import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  type ImportBench,
  openImportBench,
  person,
  type Upload,
  upserts,
} from '../support/import-harness.ts';
import { BADGE, residents, sessions, settings } from './population.ts';
import { snapshot } from './snapshot.ts';

const SIZES = [1, 2, 3, 1_000];
let benches: readonly ImportBench[];
let deletesFirst: readonly ImportBench[];
beforeAll(async () => {
  const choices = { importOrder: 'deletesFirst' } as const;
  benches = await Promise.all(SIZES.map((chunkSize) => openImportBench({ chunkSize })));
  deletesFirst = await Promise.all([1, 1_000].map((chunkSize) => openImportBench({ chunkSize, choices })));
});
afterAll(() => Promise.all([...benches, ...deletesFirst].map((bench) => bench.close())));

type Setup = (bench: ImportBench) => Promise<void>;

/** Runs the same sessions in chunks of every size; gives what each left behind. */
async function runAll(
  someSettings: Parameters<ImportBench['addSource']>[0],
  all: readonly (readonly Upload[])[],
  setup: Setup = async () => undefined,
  among: readonly ImportBench[] = benches,
) {
  const left = [];
  for (const bench of among) {
    await bench.clear();
    await bench.addUserAttribute({ ...BADGE, unique: true });
    await setup(bench);
    const source = await bench.addSource(someSettings);
    await source.addAttribute(BADGE);
    await source.map({ badge: { expression: 'source.badge', pushStatus: 'PUSH' } });
    const outcomes = [];
    for (const uploads of all) outcomes.push(await source.run(...uploads));
    left.push(await snapshot(bench, [source], outcomes));
  }
  return left;
}

async function expectTheSame(...args: Parameters<typeof runAll>): Promise<void> {
  const [first, ...others] = await runAll(...args);
  for (const other of others) expect(other).toEqual(first);
}

describe('the size of chunks does not matter', () => {
  const two = upserts(['1', person('a', { badge: 'A' })], ['2', person('b', { badge: 'B' })]);

  it('for a login that one record frees and another takes', async () => {
    await expectTheSame(AUTOMATIC, [[two], [upserts(['2', person('c')], ['1', person('b')], ['3', person('a')])]]);
  });

  it('for a unique value that one record frees and another takes', async () => {
    const [{ imports: [, second] = [] } = {}] = await runAll(AUTOMATIC, [
      [two],
      [upserts(['2', person('b', { badge: 'C' })], ['3', person('d', { badge: 'B' })])],
    ]);
    expect(second?.receipts.map(({ outcome }) => outcome)).toEqual(['updated', 'added']);
    await expectTheSame(AUTOMATIC, [
      [two],
      [upserts(['2', person('b', { badge: 'C' })], ['3', person('d', { badge: 'B' })])],
    ]);
  });

  it('for an address that a linked record takes and a new one has, where addresses match', async () => {
    const byEmail = { ...AUTOMATIC, exactMatchCriteria: 'EMAIL', userNameFormat: 'CUSTOM' } as const;
    await expectTheSame({ ...byEmail, userNameExpression: 'source.userName' }, [
      [two],
      [
        upserts(
          ['1', person('a', { email: 'new@example.com' })],
          ['3', person('c', { email: 'new@example.com' })],
          ['4', person('d', { email: 'a@example.com' })],
        ),
      ],
    ]);
  });

  it('for two records that match one user of the directory', async () => {
    await expectTheSame(AUTOMATIC, [[upserts(['1', person('a')], ['2', person('a')])]], async (bench) => {
      await bench.addUser('a');
    });
  });

  it('for any sessions', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, settings, residents, async (all, someSettings, people) => {
        await expectTheSame(someSettings, all, async (bench) => {
          for (const { login, ...profile } of people) {
            await bench.addUser(login, { profile });
          }
        });
      }),
      { numRuns: 25, interruptAfterTimeLimit: 30_000 },
    );
  });

  it('for any sessions of an org whose imports delete first', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, settings, async (all, someSettings) => {
        await expectTheSame(someSettings, all, async () => undefined, deletesFirst);
      }),
      { numRuns: 12, interruptAfterTimeLimit: 15_000 },
    );
  });
});
