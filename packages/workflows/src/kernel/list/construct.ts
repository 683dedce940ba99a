import type { KernelFunction } from '../kernel-function.ts';

/** A list of the author's inputs in evaluation order; their names do not matter, nulls stay. */
export const listConstruct: KernelFunction = {
  name: 'list:construct',
  title: 'Construct',
  run: ({ inputs }) => ({ list: inputs.custom(null).map(({ value }) => value) }),
  examples: [
    { title: 'two texts', inputs: { x1: 'a', x2: 'b' }, outputs: { list: ['a', 'b'] } },
    { title: 'nothing', inputs: {}, outputs: { list: [] } },
    { title: 'nulls and mixed types', inputs: { a: null, b: 1, c: { d: 2 } }, outputs: { list: [null, 1, { d: 2 }] } },
  ],
};
