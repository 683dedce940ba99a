import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_WORKFLOW_CHOICES, type Value, type ValueList } from '../../../src/index.ts';
import { listDifference } from '../../../src/kernel/list/difference.ts';
import { listIntersection } from '../../../src/kernel/list/intersection.ts';
import { listSample } from '../../../src/kernel/list/sample.ts';
import { listSortBy } from '../../../src/kernel/list/sort-by.ts';
import { listUnion } from '../../../src/kernel/list/union.ts';
import { listXor } from '../../../src/kernel/list/xor.ts';
import { plainInputs } from '../../../src/kernel/plain-inputs.ts';
import { deepEqual } from '../../../src/values/compare.ts';
import { anyValue } from '../../values/arbitraries.ts';
import { callExample } from '../examples.ts';

const someValue = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('a', 'A', 'b'), anyValue);
const someList = fc.array(someValue, { maxLength: 12 });

function sorted(list: ValueList): ValueList {
  return callExample(listSortBy, { inputs: { list, path: 'rank' } })['sorted list'] as ValueList;
}

test('sorting keeps every item, and equal ones in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Value>(1, 2, 10, '1', '2', 'b', null, true)), (ranks) => {
      const list = ranks.map((rank, place) => ({ rank, place }));
      const result = sorted(list) as typeof list;
      expect(new Set(result)).toEqual(new Set(list));
      const broken = result.some((item, at) => {
        const next = result[at + 1];
        return next !== undefined && item.rank === next.rank && item.place > next.place;
      });
      expect(broken).toBe(false);
    }),
  );
});

test('sorting what is sorted changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyValue), (ranks) => {
      const once = sorted(ranks.map((rank) => ({ rank })));
      expect(sorted(once)).toEqual(once);
    }),
  );
});

test('union, intersection, difference and exclusive or fit together', () => {
  const choices = { differenceCase: 'regarded' } as const;
  const has = (list: ValueList, item: Value) => list.some((other) => deepEqual(other, item));
  fc.assert(
    fc.property(someList, someList, (list1, list2) => {
      const inputs = { list1, list2 };
      const union = callExample(listUnion, { inputs }).union as ValueList;
      const both = callExample(listIntersection, { inputs }).list as ValueList;
      const first = callExample(listDifference, { inputs, choices }).list as ValueList;
      const either = callExample(listXor, { inputs }).list as ValueList;
      for (const item of union) {
        const [inFirst, inSecond] = [has(list1, item), has(list2, item)];
        expect([has(both, item), has(first, item), has(either, item)]).toEqual([
          inFirst && inSecond,
          inFirst && !inSecond,
          inFirst !== inSecond,
        ]);
      }
      expect(union.length).toBe(both.length + either.length);
    }),
  );
});

test('a sample holds different positions of the list, whatever chance says', () => {
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: -2, max: 25 }), chances, (length, amount, stream) => {
      const list = Array.from({ length }, (_, at) => at);
      const { samples } = listSample.run({
        inputs: plainInputs({ list, amount }),
        outputs: [],
        choices: DEFAULT_WORKFLOW_CHOICES,
        clock: { now: () => new Date(0) },
        random: () => stream.next().value as number,
      });
      const drawn = samples as readonly number[];
      expect(drawn.length).toBe(Math.max(0, Math.min(amount, length)));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((item) => list.includes(item))).toBe(true);
    }),
  );
});
