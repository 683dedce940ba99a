import type { Choices } from '@headwater/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  deletes,
  dropGroups,
  dropMembers,
  type ImportBench,
  loadGroups,
  loadMembers,
  openImportBench,
  person,
  upserts,
} from '../support/import-harness.ts';

/** One upload of one item, in plain words. */
type Item =
  | {
      readonly kind: 'person' | 'group';
      readonly action: 'upsert' | 'delete';
      readonly id: string;
      readonly name: string;
    }
  | { readonly kind: 'member'; readonly action: 'upsert' | 'delete'; readonly group: string; readonly member: string };

interface NaiveGroup {
  name: string;
  readonly members: Set<string>;
}

type Verdicts = Readonly<Record<string, string>>;

/** What groups and memberships come to by the plain rules: no chunks, no receipts, no database. */
class NaiveGroups {
  readonly #people = new Map<string, { live: boolean; linked: boolean }>();
  readonly #groups = new Map<string, NaiveGroup>();
  readonly #order: Choices['importOrder'];

  constructor(order: Choices['importOrder']) {
    this.#order = order;
  }

  /** Gives what becomes of each group and membership, by external ids. */
  run(items: readonly Item[], confirms: boolean): Verdicts {
    const last = new Map<string, Item>();
    for (const item of items.filter((each) => each.action === 'upsert' || this.#knows(each)))
      last.set(keyOf(item), item);
    const all = [...last.values()];
    const verdicts: Record<string, string> = {};
    const upsertsOf = (kind: Item['kind']) => all.filter((item) => item.kind === kind && item.action === 'upsert');
    const deletesOf = (kind: Item['kind']) => all.filter((item) => item.kind === kind && item.action === 'delete');
    const added = [...upsertsOf('person'), ...upsertsOf('group'), ...upsertsOf('member')];
    const removed = [...deletesOf('member'), ...deletesOf('group'), ...deletesOf('person')];
    const steps = this.#order === 'upsertsFirst' ? [...added, ...removed] : [...removed, ...added];
    for (const item of steps) {
      const verdict = this.#apply(item, confirms);
      if (item.kind !== 'person') verdicts[keyOf(item)] = verdict;
    }
    return verdicts;
  }

  /** Deletes of what is not known when they are uploaded are dropped. */
  #knows(item: Item): boolean {
    switch (item.kind) {
      case 'person':
        return this.#people.get(item.id)?.live === true;
      case 'group':
        return this.#groups.has(item.id);
      case 'member':
        return this.#groups.get(item.group)?.members.has(item.member) === true;
    }
  }

  #apply(item: Item, confirms: boolean): string {
    switch (item.kind) {
      case 'person': {
        const known = this.#people.get(item.id);
        const live = item.action === 'upsert';
        this.#people.set(item.id, { live, linked: known?.linked === true || (live && confirms) });
        return '';
      }
      case 'group':
        return this.#applyGroup(item.action, item.id, item.name);
      case 'member':
        return this.#applyMember(item.action, item.group, item.member);
    }
  }

  #applyGroup(action: Item['action'], id: string, name: string): string {
    const known = this.#groups.get(id);
    if (action === 'delete') return this.#groups.delete(id) ? 'removed' : 'unchanged';
    if (known === undefined) this.#groups.set(id, { name, members: new Set() });
    else if (known.name === name) return 'unchanged';
    else known.name = name;
    return known === undefined ? 'added' : 'updated';
  }

  #applyMember(action: Item['action'], group: string, member: string): string {
    const members = this.#groups.get(group)?.members;
    if (action === 'delete') return members?.delete(member) === true ? 'removed' : 'unchanged';
    if (members === undefined) return 'error';
    if (!this.#people.has(member)) return 'dropped';
    if (members.has(member)) return 'unchanged';
    members.add(member);
    return 'added';
  }

  groups(): object {
    return Object.fromEntries(
      [...this.#groups].sort().map(([id, { name, members }]) => {
        const users = [...members].filter((member) => this.#people.get(member)?.linked === true);
        const logins = users.map((member) => `p${member}@example.com`);
        return [id, { name, description: null, members: [...members].sort(), users: logins.sort() }];
      }),
    );
  }
}

function keyOf(item: Item): string {
  return item.kind === 'member' ? `${item.group}/${item.member}` : `${item.kind} ${item.id}`;
}

const people = fc.constantFrom('1', '2', '3', '4');
const groups = fc.constantFrom('g', 'h', 'i');
const action = fc.constantFrom('upsert' as const, 'upsert' as const, 'delete' as const);

const item: fc.Arbitrary<Item> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('person' as const), action, id: people, name: fc.constant('') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('group' as const), action, id: groups, name: fc.constantFrom('A', 'B') }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('member' as const), action, group: groups, member: people }) },
);

/** Something that is always staged, so that every session can be triggered. */
const FIRST: Item = { kind: 'person', action: 'upsert', id: '0', name: '' };

const sessions = fc.array(fc.tuple(fc.array(item, { minLength: 1, maxLength: 10 }), fc.boolean()), {
  minLength: 1,
  maxLength: 4,
});

function toUpload(each: Item) {
  const isUpsert = each.action === 'upsert';
  switch (each.kind) {
    case 'person':
      return isUpsert ? upserts([each.id, person(`p${each.id}`)]) : deletes(each.id);
    case 'group':
      return isUpsert ? loadGroups([each.id, each.name]) : dropGroups(each.id);
    case 'member':
      return isUpsert ? loadMembers(each.group, each.member) : dropMembers(each.group, each.member);
  }
}

describe.each(['upsertsFirst', 'deletesFirst'] as const)('imports of groups and memberships, %s', (importOrder) => {
  let bench: ImportBench;
  beforeAll(async () => {
    bench = await openImportBench({ chunkSize: 2, choices: { importOrder } });
  });
  afterAll(() => bench.close());

  it('do what the plain rules say, whatever is sent in which order', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, async (all) => {
        await bench.clear();
        const naive = new NaiveGroups(importOrder);
        const source = await bench.addSource(AUTOMATIC);
        for (const [items, confirms] of all) {
          await source.change({ autoConfirmNewUsers: confirms });
          const whole = [FIRST, ...items];
          const outcome = await source.run(...whole.map(toUpload));
          const expected = naive.run(whole, confirms);
          const verdicts = [
            ...outcome.groups.map((receipt) => [`group ${receipt.what}`, receipt] as const),
            ...outcome.memberships.map((receipt) => [receipt.what, receipt] as const),
          ].filter(([, { outcome: of, reason }]) => of !== 'superseded' && reason?.code !== 'unknownDelete');
          expect(Object.fromEntries(verdicts.map(([key, receipt]) => [key, receipt.outcome]))).toEqual(expected);
          expect(await source.groups()).toEqual(naive.groups());
        }
      }),
      { numRuns: 25, interruptAfterTimeLimit: 15_000 },
    );
  });
});
