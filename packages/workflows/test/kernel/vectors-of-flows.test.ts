import { describe, expect, test } from 'vitest';
import { DEVIATIONS, HAS_VECTORS, VECTORS, vectorTitle } from './vectors.ts';
import { FLOW_VECTORS, isFlowVector } from './vectors-of-flows.ts';

describe.skipIf(!HAS_VECTORS)('the shared vectors of cards that need a flow', () => {
  const vectors = VECTORS.filter((vector) => isFlowVector(vector) && !DEVIATIONS.has(vectorTitle(vector)));

  test.each(vectors.map((vector) => [vectorTitle(vector), vector] as const))('%s', async (_title, vector) => {
    // `list:find` of no match gives an empty item, which the vector leaves out.
    expect(await FLOW_VECTORS[vector.function]?.(vector)).toMatchObject(vector.expected);
  });
});
