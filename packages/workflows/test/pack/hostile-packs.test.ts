import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffPacks } from '../../src/diff/diff-packs.ts';
import { formatDiff } from '../../src/diff/format-diff.ts';
import { lintPack } from '../../src/lint/lint-pack.ts';
import { exportFlow } from '../../src/pack/export-pack.ts';
import { PackError } from '../../src/pack/pack-error.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import { buildPack, type Draft, item } from '../support/build-pack.ts';
import { cardOf, flowOf } from '../support/spoil.ts';
import { CHANGES, mutate } from './mutate.ts';

const { json } = buildPack((pack) => {
  pack.connection('okta');
  const people = pack.table('People', { id: 'str' }, { folder: pack.folder('F', pack.folder('G')) });
  const shape = pack.helper('Shape', { person: 'object' }, (f) => {
    f.return({ id: f.arg('person').at('id') });
  });
  pack.scheduled('Import', '0 9 * * *', (f) => {
    const rows = f.search(people, [['id', '>', '0']], { all: true }).outOf('Result', 'Rows', 'object[]');
    const users = f.map(rows, shape, { person: item() });
    f.ifElse([users, 'is empty'], () => ({ word: 'none' }));
    f.tryCatch(
      (tried) => ({ text: tried.compose('{{users}}', { users: users.as('stringify') }) }),
      (handler) => ({ text: handler.ctx('error').at('message') }),
    );
    f.card('okta:readUser', { onError: { type: 'flo', flo: shape.id, retry: 3, delay: [1, 2] } });
  });
});

const original = readPack(JSON.stringify(json));

const mutations = fc.array(fc.record({ at: fc.nat(), change: fc.constantFrom(...CHANGES) }), {
  minLength: 1,
  maxLength: 4,
});

/** Reads; what is refused is given as its code. Anything but a PackError is a failure. */
function attempt(text: string): string {
  try {
    const pack = readPack(text);
    for (const flow of pack.flows.keys()) readPack(exportFlow(pack, flow));
    formatDiff(diffPacks(original, pack));
    lintPack(pack);
    return 'read';
  } catch (error) {
    if (error instanceof PackError) return error.code;
    throw error;
  }
}

describe('hostile packs', () => {
  it('are read or refused with a reason, whatever was changed in them', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        expect(attempt(JSON.stringify(mutate(json, changes)))).toMatch(/^(read|malformed|unsupported|too_many)$/);
      }),
      { numRuns: 800 },
    );
  });

  it('are refused with a reason when their text is cut or disturbed anywhere', () => {
    const text = JSON.stringify(json);
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 3 }), (at, noise) => {
        attempt(text.slice(0, at));
        attempt(text.slice(0, at) + noise + text.slice(at + noise.length));
      }),
      { numRuns: 300 },
    );
  });

  it('never leave a trace in the prototype of objects', () => {
    const text = JSON.stringify(json)
      .replaceAll('"flos":{', '"flos":{"__proto__":{"id":"__proto__","polluted":1},')
      .replaceAll('"pins":{"', '"pins":{"__proto__":{"constructor":[{"input":"__proto__"}]},"');
    expect(attempt(text)).toBe('malformed');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('with a long chain of conditions are read in time that grows with their length', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        for (let at = 0; at < 300; at++) f.ifElse([at, '==', 1]);
      });
    });
    expect(attempt(built.text())).toBe('read');
  });

  it('with more orderings than a flow needs are refused before anything walks along them', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        for (let at = 0; at < 100; at++) f.ifElse([at, '==', 1]);
      });
    });
    const scope = flowOf(built.json, 'M').data as Draft;
    const ids = (scope.methods as Draft[]).map(({ uuid }) => uuid as string);
    const pairs = ids.flatMap((from) => ids.map((to) => [from, to] as const));
    scope.orderings = Object.fromEntries(pairs.map((pair, at) => [`o${at}`, pair]));
    expect(attempt(built.text())).toBe('too_many');
  });

  it('with more joined fields than a Join can have are refused', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        f.ifElse(
          ['a', '==', 'b'],
          () => ({ word: 'yes' }),
          () => ({ word: 'no' }),
        );
      });
    });
    const joins = Array.from({ length: 200_001 }, () => ({ output: 'nowhere' }));
    cardOf(flowOf(built.json, 'M'), 'join1').joins = { input: joins };
    expect(attempt(built.text())).toBe('too_many');
  });

  it('with values that run in a circle are compared and looked through', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        f.compose('{{inner}}', { inner: f.construct({ a: 1 }).at('a', 'object') });
      });
    });
    const flow = flowOf(built.json, 'M');
    cardOf(flow, 'construct1').pins = {};
    const [targets] = Object.values(cardOf(flow, 'expand1').pins as Draft);
    (targets as Draft).expand1 = [{ input: 'expand1.object', transform: null }];
    expect(attempt(built.text())).toBe('read');
  });

  it('with folders in a circle are refused', () => {
    const copy = JSON.parse(JSON.stringify(json)) as Draft;
    const groups = Object.values((copy.data as Draft).groups as Draft) as Draft[];
    const [first, second] = groups;
    ((first as Draft).data as Draft).path = (second as Draft).id ?? null;
    expect(attempt(JSON.stringify(copy))).toBe('malformed');
  });
});
