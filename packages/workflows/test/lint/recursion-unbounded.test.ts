import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lintPack } from '../../src/lint/lint-pack.ts';
import { buildPack } from '../support/build-pack.ts';

/** Which flow calls which, by number. */
const graphs = fc
  .integer({ min: 1, max: 7 })
  .chain((size) => fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));

it('finds exactly the calls that lead back to their flow', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      expect(foundIn(graph)).toEqual(
        graph.flatMap((called, from) => called.filter((to) => reaches(graph, to, from)).map(() => `H${from}`)),
      );
    }),
    { numRuns: 200 },
  );
});

it('finds them in time that grows with the calls, however they are connected', () => {
  const size = 150;
  const graph = Array.from({ length: size }, (_, from) =>
    Array.from({ length: 40 }, (_each, call) => (from * 7 + call) % size),
  );
  expect(foundIn(graph)).toHaveLength(size * 40);
}, 20_000);

function foundIn(graph: readonly (readonly number[])[]): readonly string[] {
  const built = buildPack((pack) => {
    for (const [at, called] of graph.entries()) {
      pack.helper(`H${at}`, {}, (f) => {
        for (const to of called) f.call(pack.ref(`H${to}`));
      });
    }
  });
  return lintPack(built.read())
    .filter(({ code }) => code === 'recursion_unbounded')
    .map(({ place }) => /^flow "(\w+)"/.exec(place)?.[1] ?? place);
}

function reaches(graph: readonly (readonly number[])[], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const at of seen) for (const next of graph[at] ?? []) seen.add(next);
  return seen.has(to);
}
