import { checkKeysLength } from '../../values/bounds.ts';
import { pathReader, toPath } from '../../values/path.ts';
import type { Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/**
 * The items in ascending order of what they have at the path: numbers by value, texts by code units, instants in time; null and
 * what has no order come last. Equal ones keep their order.
 */
export const listSortBy: KernelFunction = {
  name: 'list:sortBy',
  title: 'Sort',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    const ranks = list.map(pathReader(toPath(inputs.get('path')))).map(toRank);
    // Texts that begin alike are compared to their ends, over and over.
    checkKeysLength(ranks.reduce<number>((length, rank) => length + (typeof rank === 'string' ? rank.length : 0), 0));
    const order = Array.from(list.keys()).sort((left, right) => compareRanks(ranks[left], ranks[right]));
    return { 'sorted list': order.map((at) => list[at] ?? null) };
  },
  examples: [
    { title: 'numbers', inputs: { list: [9, 80, 20, 1], path: null }, outputs: { 'sorted list': [1, 9, 20, 80] } },
    {
      title: 'numbers that are text',
      inputs: { list: ['9', '80', '20', '1'], path: null },
      outputs: { 'sorted list': ['1', '20', '80', '9'] },
    },
    {
      title: 'objects by a path',
      inputs: {
        list: [
          { name: 'Nicole', value: 10 },
          { name: 'Sarah', value: 20 },
          { name: 'Emily', value: 30 },
        ],
        path: 'name',
      },
      outputs: {
        'sorted list': [
          { name: 'Emily', value: 30 },
          { name: 'Nicole', value: 10 },
          { name: 'Sarah', value: 20 },
        ],
      },
    },
    {
      title: 'equal ones keep their order',
      inputs: {
        list: [
          { k: 1, n: 'b' },
          { k: 0, n: 'c' },
          { k: 1, n: 'a' },
        ],
        path: 'k',
      },
      outputs: {
        'sorted list': [
          { k: 0, n: 'c' },
          { k: 1, n: 'b' },
          { k: 1, n: 'a' },
        ],
      },
    },
    {
      title: 'nothing comes last',
      inputs: { list: [{}, { a: 2 }, { a: null }, { a: 1 }], path: 'a' },
      outputs: { 'sorted list': [{ a: 1 }, { a: 2 }, {}, { a: null }] },
    },
    {
      title: 'instants',
      inputs: { list: [new Date(5), new Date(1)], path: '' },
      outputs: { 'sorted list': [new Date(1), new Date(5)] },
    },
    {
      title: 'capitals come first',
      inputs: { list: ['b', 'a', 'B'], path: '' },
      outputs: { 'sorted list': ['B', 'a', 'b'] },
    },
    { title: 'no list', inputs: { list: null, path: '' }, outputs: { 'sorted list': [] } },
  ],
};

/** What is compared; null for what comes last. */
function toRank(value: Value): string | number | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return Number(value);
  const number = value instanceof Date ? value.getTime() : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : null;
}

/** Numbers stand before texts, so that the order of mixed lists does not depend on chance. */
function compareRanks(left: string | number | null | undefined, right: string | number | null | undefined): number {
  if (left === right) return 0;
  if (left === null || left === undefined) return 1;
  if (right === null || right === undefined) return -1;
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  return left < right ? -1 : 1;
}
