import type { Choices, IdentitySourceSettings } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  type BenchSource,
  deletes,
  type ImportBench,
  loadGroups,
  loadMembers,
  type ObjectUpload,
  openImportBench,
  person,
  type Upload,
  upserts,
  userProfile,
} from '../support/import-harness.ts';

/** Runs `work` in an org that gives these answers. */
async function underChoices(choices: Partial<Choices>, work: (bench: ImportBench) => Promise<void>): Promise<void> {
  const bench = await openImportBench({ choices });
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

describe('invalidFormat', () => {
  /** A source that maps countries, after one upload of a right and one of a wrong one. */
  async function sendCountries(bench: ImportBench) {
    const source = await bench.addSource(AUTOMATIC);
    await source.addAttribute({ name: 'country', title: 'Country', type: 'string' });
    await source.map({ countryCode: { expression: 'source.country', pushStatus: 'PUSH' } });
    await source.run(upserts(['1', person('ann', { country: 'DE' })]));
    const { receipts } = await source.run(
      upserts(['1', person('ann', { country: 'XX' })], ['2', person('bob', { country: 'XX' })]),
    );
    return { receipts, users: await bench.users() };
  }

  const told = (receipts: Awaited<ReturnType<typeof sendCountries>>['receipts']) =>
    receipts.map(({ outcome, notes }) => [outcome, notes.map(({ code }) => code)]);

  it('keep: the value stays as it was, with a warning', () =>
    underChoices({ invalidFormat: 'keep' }, async (bench) => {
      const { receipts, users } = await sendCountries(bench);
      expect(told(receipts)).toEqual([
        ['updated', ['formatInvalid']],
        ['added', ['formatInvalid']],
      ]);
      expect(users['ann@example.com']?.profile).toEqual(userProfile('ann', { countryCode: 'DE' }));
      expect(users['bob@example.com']?.profile).toEqual(userProfile('bob'));
    }));

  it('clear: there is no value, with a warning', () =>
    underChoices({ invalidFormat: 'clear' }, async (bench) => {
      const { receipts, users } = await sendCountries(bench);
      expect(told(receipts)).toEqual([
        ['updated', ['formatCleared']],
        ['added', ['formatCleared']],
      ]);
      expect(users['ann@example.com']?.profile).toEqual(userProfile('ann'));
      expect(users['bob@example.com']?.profile).toEqual(userProfile('bob'));
    }));
});

describe('stagedOffboarding', () => {
  it.each<[Choices['stagedOffboarding'], IdentitySourceSettings['userOffboardingAction'], string, string | null]>([
    ['literal', 'NONE', 'STAGED', null],
    ['literal', 'SUSPEND', 'STAGED', null],
    ['deactivate', 'NONE', 'DEPROVISIONED', 'deactivate'],
    ['deactivate', 'SUSPEND', 'DEPROVISIONED', 'deactivate'],
  ])('%s: under %s a staged user is then %s', (stagedOffboarding, userOffboardingAction, status, lifecycle) =>
    underChoices({ stagedOffboarding }, async (bench) => {
      const source = await bench.addSource({ ...AUTOMATIC, userOffboardingAction });
      await source.run(upserts(['1', person('ann')]));
      const { receipts } = await source.run(deletes('1'));
      expect(receipts[0]?.lifecycle).toBe(lifecycle);
      expect((await bench.users())['ann@example.com']?.status).toBe(status);
    }),
  );
});

describe('deactivatedProfiles', () => {
  async function changeDeactivated(bench: ImportBench) {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    await bench.org.transaction((tx) => tx.execute(sql`UPDATE users SET status = 'DEPROVISIONED'`));
    const { receipts } = await source.run(upserts(['1', person('ann', { mobilePhone: '5' })]));
    expect(receipts[0]?.notes).toEqual([{ code: 'notReactivated', data: { status: 'DEPROVISIONED' } }]);
    return (await bench.users())['ann@example.com'];
  }

  it('kept: an import leaves the profile of a deactivated user alone', () =>
    underChoices({ deactivatedProfiles: 'kept' }, async (bench) => {
      expect(await changeDeactivated(bench)).toEqual({ status: 'DEPROVISIONED', profile: userProfile('ann') });
    }));

  it('updated: an import updates the profile of a deactivated user, and leaves the status alone', () =>
    underChoices({ deactivatedProfiles: 'updated' }, async (bench) => {
      expect(await changeDeactivated(bench)).toEqual({
        status: 'DEPROVISIONED',
        profile: userProfile('ann', { mobilePhone: '5' }),
      });
    }));
});

describe('partialFailure', () => {
  const bad = upserts(['1', {}]);

  async function sessionStatus(
    bench: ImportBench,
    source: BenchSource,
    ...uploads: readonly (Upload | ObjectUpload)[]
  ) {
    const { sessionId, status } = await source.run(...uploads);
    const rows = await bench.org.read((tx) =>
      tx.query<{ status: string }>(sql`SELECT status FROM sessions WHERE id = ${sessionId}`),
    );
    return { import: status, session: rows[0]?.status };
  }

  it('completed: a session of which every record failed is COMPLETED', () =>
    underChoices({ partialFailure: 'completed' }, async (bench) => {
      const source = await bench.addSource(AUTOMATIC);
      expect(await sessionStatus(bench, source, bad)).toEqual({ import: 'COMPLETED', session: 'COMPLETED' });
    }));

  it('error: a session of which every record failed is ERROR, one of which a single record went through is not', () =>
    underChoices({ partialFailure: 'error' }, async (bench) => {
      const source = await bench.addSource(AUTOMATIC);
      expect(await sessionStatus(bench, source, bad)).toEqual({ import: 'COMPLETED', session: 'ERROR' });
      const some = await sessionStatus(bench, source, bad, loadGroups(['g', 'G']));
      expect(some).toEqual({ import: 'COMPLETED', session: 'COMPLETED' });
      const none = await sessionStatus(bench, source, bad, loadMembers('nowhere', '1'));
      expect(none).toEqual({ import: 'COMPLETED', session: 'ERROR' });
    }));
});

describe('importOrder', () => {
  const session = [upserts(['x', person('dan')], ['1b', person('ann')]), deletes('1')] as const;

  async function moveAnn(bench: ImportBench) {
    const source = await bench.addSource({ ...AUTOMATIC, userOffboardingAction: 'NONE' });
    await source.run(upserts(['1', person('ann')]));
    const { receipts } = await source.run(...session);
    const found = receipts.find(({ externalId }) => externalId === '1b');
    return [found?.link, found?.notes.map(({ code }) => code), (await source.people())['1b']?.user];
  }

  it('upsertsFirst: the link of a person who changes ids moves', () =>
    underChoices({ importOrder: 'upsertsFirst' }, async (bench) => {
      expect(await moveAnn(bench)).toEqual(['moved', ['linkMoved'], 'ann@example.com']);
    }));

  it('deletesFirst: the person is let go, though nothing else of the user changes, and matched again', async () => {
    const bench = await openImportBench({ choices: { importOrder: 'deletesFirst' }, chunkSize: 1 });
    try {
      expect(await moveAnn(bench)).toEqual(['matched', [], 'ann@example.com']);
    } finally {
      await bench.close();
    }
  });
});
