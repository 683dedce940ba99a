import { DEFAULT_SOURCE_SETTINGS } from '@headwater/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, openImportBench } from '../support/import-harness.ts';
import { NaiveDirectory, type Verdict } from './naive-directory.ts';
import { BADGE, residents, sessions, settings } from './population.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench({ chunkSize: 3 });
});
afterAll(() => bench.close());

const byId = (left: Verdict, right: Verdict) => left.externalId.localeCompare(right.externalId);

describe('imports', () => {
  it('do what the plain rules say, whatever is sent in which order under which settings', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, settings, residents, async (all, someSettings, people) => {
        await bench.clear();
        const naive = new NaiveDirectory({ ...DEFAULT_SOURCE_SETTINGS, ...someSettings });
        await bench.addUserAttribute({ ...BADGE, unique: true });
        for (const { login, ...profile } of people) {
          await bench.addUser(login, { profile });
          naive.addUser({ ...profile, login: `${login}@example.com` });
        }
        const source = await bench.addSource(someSettings);
        await source.addAttribute(BADGE);
        await source.map({ badge: { expression: 'source.badge', pushStatus: 'PUSH' } });
        for (const uploads of all) {
          const { receipts, counters } = await source.run(...uploads);
          const expected = naive.run(uploads);
          const verdicts = receipts
            .filter(({ outcome }) => outcome !== 'superseded' && outcome !== 'dropped')
            .map(({ externalId, outcome, match, link, lifecycle }) => ({
              externalId,
              outcome,
              match,
              link,
              lifecycle,
            }));
          expect(verdicts.sort(byId)).toEqual(expected.verdicts.toSorted(byId));
          expect(counters).toEqual(expected.counters);
          expect(await bench.users()).toEqual(naive.users());
          expect(await source.people()).toEqual(naive.people());
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 30_000 },
    );
  });
});
