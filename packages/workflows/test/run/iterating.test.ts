import { describe, expect, it } from 'vitest';
import type { Value, ValueObject } from '../../src/values/value.ts';
import { buildPack, fixed, item, type ScopeBuilder } from '../support/build-pack.ts';
import { errorOf, resultOf } from './support/run-flow.ts';

type Fields = Parameters<ScopeBuilder['return']>[0];

/** A pack whose flow Main runs an iterating card with a helper, and returns one of its outputs. */
function iterating(
  card: string,
  output: string,
  type: string,
  helper: (f: ScopeBuilder) => Fields | undefined,
  how: { readonly memo?: Value; readonly concurrency?: number } = {},
) {
  return buildPack((pack) => {
    const called = pack.helper('Helper', { item: 'object', memo: 'object' }, (f) => {
      const result = helper(f);
      if (result !== undefined) f.return(result);
    });
    pack.helper('Main', { source: 'object[]' }, (f) => {
      const args = card.startsWith('object:') ? { item: item() } : {};
      const made = f.card(card, {
        in: {
          [card.startsWith('object:') ? 'object' : 'list']: f.arg('source'),
          flo: { ref: 'field', type: 'flo', value: called.id, proxy: null, required: true, custom: null },
          concurrency: how.concurrency ?? 1,
          ...(how.memo === undefined ? {} : { memo: how.memo as string }),
        },
        custom: { item: item(), ...args },
      });
      f.return({ made: made.out(output, type) });
    });
  }).read();
}

async function madeBy(pack: ReturnType<typeof iterating>, source: Value): Promise<Value> {
  return (await resultOf(pack, 'Main', { source })).made ?? null;
}

describe('Map', () => {
  const twice = (f: ScopeBuilder): Fields => ({
    n: f.card('math:add', { in: { a: f.arg('item'), b: f.arg('item') } }).out('output'),
  });

  it('gives results whole where its list is declared one of objects', async () => {
    expect(await madeBy(iterating('list:map', 'new list', 'object[]', twice), [1, 2])).toEqual([{ n: 2 }, { n: 4 }]);
  });

  it('takes objects of which no key is declared for any objects', async () => {
    expect(await madeBy(iterating('list:map', 'new list', '{}[]', twice), [1])).toEqual([{ n: 2 }]);
  });

  it('gives the single value of each where its list is declared one of texts', async () => {
    expect(await madeBy(iterating('list:map', 'new list', 'string[]', twice), [1, 2])).toEqual([2, 4]);
  });

  it('gives a result whole where its list is declared one of objects with one of its keys, else its single value', async () => {
    expect(await madeBy(iterating('list:map', 'new list', '{n,m}[]', twice), [1])).toEqual([{ n: 2 }]);
    expect(await madeBy(iterating('list:map', 'new list', '{id}[]', twice), [1])).toEqual([2]);
  });

  it('takes the outputs of the last card of a helper without Return', async () => {
    const shape = (f: ScopeBuilder): undefined => {
      f.construct({ id: f.arg('item') });
    };
    expect(await madeBy(iterating('list:map', 'new list', 'object[]', shape), ['a'])).toEqual([
      { output: { id: 'a' } },
    ]);
  });

  it('keeps the place of an item whose helper was left by Continue If, with its message', async () => {
    const some = (f: ScopeBuilder): Fields => {
      f.continueIf([f.arg('item'), '!=', 2]);
      return { n: f.arg('item') };
    };
    const made = await madeBy(iterating('list:map', 'new list', 'object[]', some), [1, 2, 3]);
    expect(made).toEqual([{ n: 1 }, { message: null }, { n: 3 }]);
  });

  it('keeps the order however many run at once, and knows the places', async () => {
    const at = (f: ScopeBuilder): Fields => ({ item: f.arg('item'), at: f.ctx('index') });
    const source = Array.from({ length: 500 }, (_, n) => n);
    const made = await madeBy(iterating('list:map', 'new list', 'object[]', at, { concurrency: 1000 }), source);
    expect(made).toEqual(source.map((n) => ({ item: n, at: n })));
  });

  it('gives an empty list for none', async () => {
    expect(await madeBy(iterating('list:map', 'new list', 'object[]', twice), null)).toEqual([]);
  });
});

describe('Filter Custom', () => {
  it('keeps items whose helper says true, in words or values, whatever the name of the field', async () => {
    const yes = (f: ScopeBuilder): Fields => ({ 'input 1': f.arg('item') });
    const source = [true, false, 'TRUE', 'False', '', 0, 1, null];
    expect(await madeBy(iterating('list:filter', 'list', 'object[]', yes), source)).toEqual([true, 'TRUE', 1]);
  });

  it('takes a helper that was left by Continue If for a no, whatever its message', async () => {
    const yes = (f: ScopeBuilder): Fields => {
      f.continueIf([f.arg('item'), '==', 1], 'not one');
      return { ok: true };
    };
    expect(await madeBy(iterating('list:filter', 'list', 'object[]', yes), [1, 2])).toEqual([1]);
  });
});

describe('Find Custom', () => {
  const odd = (f: ScopeBuilder): Fields => ({
    odd: f
      .card('boolean:compare', { in: { 'left-operand': f.arg('item'), operator: '==', 'right-operand': 7 } })
      .out('result', 'boolean'),
  });

  it('finds the first item, and its place', async () => {
    expect(await madeBy(iterating('list:find', 'item', 'object', odd), [2, 7, 7])).toBe(7);
    expect(await madeBy(iterating('list:find', 'index', 'number', odd), [2, 7, 7])).toBe(1);
  });

  it('gives place -1 and no item when nothing is found', async () => {
    expect(await madeBy(iterating('list:find', 'index', 'number', odd), [2])).toBe(-1);
    expect(await madeBy(iterating('list:find', 'item', 'object', odd), [2])).toBeNull();
  });
});

describe('Reduce', () => {
  const sum = (f: ScopeBuilder): Fields => ({
    next: f.card('math:add', { in: { a: f.arg('memo'), b: f.arg('item') } }).out('output', 'number'),
  });

  it('hands the value of a single field on as memo', async () => {
    expect(await madeBy(iterating('list:reduce', 'item', 'number', sum, { memo: 10 }), [1, 2, 3])).toBe(16);
  });

  it('hands a result of several fields on as it is', async () => {
    const both = (f: ScopeBuilder): Fields => ({ last: f.arg('item'), count: f.ctx('index') });
    expect(await madeBy(iterating('list:reduce', 'item', 'object', both, { memo: {} }), ['a', 'b'])).toEqual({
      last: 'b',
      count: 1,
    });
  });

  it('gives the start value for an empty list', async () => {
    expect(await madeBy(iterating('list:reduce', 'item', 'number', sum, { memo: 10 }), [])).toBe(10);
  });
});

describe('Sort Custom and Unique Custom', () => {
  const size = (f: ScopeBuilder): Fields => ({ n: f.arg('item').at('n') });
  const source: readonly ValueObject[] = [
    { n: 2, id: 'a' },
    { n: 1, id: 'b' },
    { n: 2, id: 'c' },
    { n: null, id: 'd' },
  ];

  it('sorts by what the helper gives, equal items in their order, nothing last', async () => {
    const made = (await madeBy(iterating('list:sort', 'list', 'object[]', size), source)) as readonly ValueObject[];
    expect(made.map(({ id }) => id)).toEqual(['b', 'a', 'c', 'd']);
  });

  it('keeps the first item of each value, whole numbers first as Remove Duplicates does', async () => {
    const made = (await madeBy(iterating('list:unique', 'list', 'object[]', size), source)) as readonly ValueObject[];
    expect(made.map(({ id }) => id)).toEqual(['b', 'a', 'd']);
  });
});

describe('cards that iterate over objects', () => {
  const source = { this: 'that', up: 'down', left: 'right' };

  it('make a list of the keys', async () => {
    const pair = (f: ScopeBuilder): Fields => ({
      pair: f.compose('{{k}}={{v}}', { k: f.arg('item').at('key'), v: f.arg('item').at('value') }),
    });
    expect(await madeBy(iterating('object:map', 'new list', 'string[]', pair), source)).toEqual([
      'this=that',
      'up=down',
      'left=right',
    ]);
  });

  it('make an object of what the helper names, without what it leaves by Continue If', async () => {
    const most = (f: ScopeBuilder): Fields => {
      const value = f.arg('item').at('value');
      f.continueIf([value, '!=', 'that']);
      return { key: f.arg('item').at('key'), value };
    };
    expect(await madeBy(iterating('object:process', 'output', 'object', most), source)).toEqual({
      up: 'down',
      left: 'right',
    });
  });
});

describe('arguments of an iterating card', () => {
  it('are the item, a part of it, or fixed; the item wins over a stale pin, which is not even converted', async () => {
    const pack = buildPack((pack) => {
      const give = pack.helper('Give', { whole: 'object', part: 'string', same: 'string' }, (f) => {
        f.return({ whole: f.arg('whole'), part: f.arg('part'), same: f.arg('same') });
      });
      pack.helper('Main', { list: 'object[]' }, (f) => {
        const made = f.map(f.arg('list'), give, {
          whole: item('', { stalePin: f.arg('list').as('parseFloat') }),
          part: item('a.b'),
          same: fixed('G'),
        });
        f.return({ made });
      });
    }).read();
    expect(await resultOf(pack, 'Main', { list: [{ a: { b: 1 } }, {}] })).toEqual({
      made: [
        { whole: { a: { b: 1 } }, part: 1, same: 'G' },
        { whole: {}, part: null, same: 'G' },
      ],
    });
  });

  it('are the item where the only one is an empty object, unless the switch takes it literally', async () => {
    const pack = buildPack((pack) => {
      const give = pack.helper('Give', { user: 'object' }, (f) => {
        f.return({ user: f.arg('user') });
      });
      pack.helper('Main', { list: 'object[]' }, (f) => {
        f.return({ made: f.map(f.arg('list'), give, { user: fixed({}, '{id}') }) });
      });
    }).read();
    expect(await resultOf(pack, 'Main', { list: [{ id: 1 }] })).toEqual({ made: [{ user: { id: 1 } }] });
    const literally = { choices: { staticIteratorObject: 'literal' } } as const;
    expect(await resultOf(pack, 'Main', { list: [{ id: 1 }] }, literally)).toEqual({ made: [{ user: {} }] });
  });
});

describe('Repeat', () => {
  const pack = buildPack((pack) => {
    const table = pack.table('Log', { at: 'dec', word: 'str' });
    const note = pack.helper('Note', { word: 'string' }, (f) => {
      f.createRow(table, { at: f.ctx('index'), word: f.arg('word') });
    });
    pack.helper('Main', { count: 'number' }, (f) => {
      f.times(f.arg('count'), note, { word: 'x' });
      f.return({ rows: f.search(table, [], { all: true }).outOf('Result', 'Rows', 'object[]') });
    });
  }).read();

  it('calls the helper so many times and counts from 0', async () => {
    const { rows } = await resultOf(pack, 'Main', { count: 3 });
    expect(rows).toMatchObject([
      { at: 0, word: 'x' },
      { at: 1, word: 'x' },
      { at: 2, word: 'x' },
    ]);
  });

  it('calls nothing for less than one, and refuses more than 10,000', async () => {
    expect(await resultOf(pack, 'Main', { count: -1 })).toEqual({ rows: [] });
    expect(await errorOf(pack, 'Main', { count: 10_001 })).toMatchObject({
      kind: 'limit_exceeded',
      message: 'count exceeds 10000: the card was told to repeat 10001 times',
    });
  });
});
