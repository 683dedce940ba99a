import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderCards } from '../../src/compile/order-cards.ts';
import type { PackCard, PackScope } from '../../src/pack/pack.ts';

const then: PackCard['errorPolicy']['then'] = { type: 'finish' };

function card(id: string, name = 'object:construct'): PackCard {
  return {
    id,
    kind: { type: 'kernel', name },
    title: id,
    inputs: [],
    outputs: [],
    pins: [],
    branches: null,
    joins: [],
    connectionId: null,
    errorPolicy: { then, retries: 0, delayMilliseconds: [0, 0], onlyRateLimits: false },
    timeoutMilliseconds: 0,
    isTrigger: false,
    comment: null,
  };
}

function scope(cards: readonly PackCard[], edges: readonly (readonly [string, string])[]): PackScope {
  return { id: 'scope', cards, edges };
}

function orderOf(given: PackScope): readonly string[] {
  return orderCards(given).map(({ id }) => id);
}

describe('the order of cards', () => {
  it('follows the edges, not the file', () => {
    const cards = [card('c'), card('a'), card('b')];
    expect(
      orderOf(
        scope(cards, [
          ['a', 'b'],
          ['b', 'c'],
        ]),
      ),
    ).toEqual(['a', 'b', 'c']);
  });

  it('puts hidden extractors first where there is a choice', () => {
    const cards = [card('a'), card('next'), card('x', 'object:expand'), card('last')];
    const edges = [
      ['a', 'next'],
      ['a', 'x'],
      ['x', 'x'],
      ['x', 'last'],
      ['next', 'last'],
    ] as const;
    expect(orderOf(scope(cards, edges))).toEqual(['a', 'x', 'next', 'last']);
  });

  it('refuses a circle, which no checked pack has', () => {
    const cards = [card('a'), card('b')];
    expect(() =>
      orderCards(
        scope(cards, [
          ['a', 'b'],
          ['b', 'a'],
        ]),
      ),
    ).toThrow(TypeError);
  });

  it('puts every card after all those before it, whatever the graph', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }).chain((count) =>
          fc.tuple(
            fc.shuffledSubarray(
              Array.from({ length: count }, (_, at) => at),
              { minLength: count },
            ),
            fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }),
            fc.array(fc.boolean(), { minLength: count, maxLength: count }),
          ),
        ),
        ([file, pairs, expands]) => {
          const cards = file.map((at) => card(`c${at}`, expands[at] === true ? 'object:expand' : 'list:at'));
          // From lower to higher numbers, so that there is no circle.
          const edges = pairs
            .filter(([a, b]) => a !== b)
            .map(([a, b]) => [`c${Math.min(a, b)}`, `c${Math.max(a, b)}`] as const);
          const order = orderOf(scope(cards, edges));
          expect(order.toSorted()).toEqual(cards.map(({ id }) => id).toSorted());
          for (const [from, to] of edges) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
        },
      ),
    );
  });
});
