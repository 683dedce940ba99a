import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRelation, deleteRelation } from '../../src/directory/linked-objects/manage-relations.ts';
import { setPrimary } from '../../src/directory/linked-objects/user-links.ts';
import { findUser } from '../../src/directory/users/find-user.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import {
  AUTOMATIC,
  type BenchSource,
  type ImportBench,
  openImportBench,
  person,
  upserts,
} from '../support/import-harness.ts';

let bench: ImportBench;
let source: BenchSource;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(async () => {
  await bench.org.transaction((tx) =>
    createRelation(tx, context(), {
      primary: { name: 'manager', title: 'Manager', type: 'USER' },
      associated: { name: 'subordinate', title: 'Subordinate', type: 'USER' },
    }),
  );
  source = await bench.addSource(AUTOMATIC);
  await source.map({ manager: { expression: 'user.getLinkedObject("manager").lastName', pushStatus: 'PUSH' } });
});
afterEach(async () => {
  await bench.clear();
  await bench.org.transaction((tx) => tx.execute(sql`DELETE FROM linked_objects`));
});
afterAll(() => bench.close());

const TWO = upserts(['1', person('ann')], ['2', person('bob')]);

function context() {
  return { at: bench.org.clock.now(), actor: SYSTEM };
}

async function link(associated: string, primary: string): Promise<void> {
  await bench.org.transaction(async (tx) => {
    const [one, other] = [await findUser(tx, associated), await findUser(tx, primary)];
    if (one === undefined || other === undefined) throw new TypeError('Both users are there');
    await setPrimary(tx, context(), one, 'manager', other);
  });
}

async function managers(): Promise<readonly unknown[]> {
  return Object.values(await bench.users()).map(({ profile }) => profile.manager ?? null);
}

it('a mapping reads who is linked to the user, from the import after the link on', async () => {
  await source.run(TWO);
  const before = await managers();
  await link('ann@example.com', 'bob@example.com');
  await source.run(TWO);
  expect([before, await managers()]).toEqual([
    [null, null],
    ['bob', null],
  ]);
});

it('a link that is gone clears what was mapped from it', async () => {
  await source.run(TWO);
  await link('ann@example.com', 'bob@example.com');
  await source.run(TWO);
  await bench.org.transaction((tx) => deleteRelation(tx, context(), 'manager'));
  await source.run(TWO);
  expect(await managers()).toEqual([null, null]);
});

it('an expression over a relation that there is not is refused', async () => {
  const wrong = { manager: { expression: 'user.getLinkedObject("boss").lastName', pushStatus: 'PUSH' } } as const;
  await expect(source.map(wrong)).rejects.toMatchObject({
    code: 'validationFailed',
    causes: [expect.stringMatching(/^manager: There is no linked object relation boss\..*\(line 1, column \d+\)$/)],
  });
});
