import { isId } from '@headwater/protocol';
import { expect, test } from 'vitest';
import { type IdLane, seededIds } from '../../src/test-mode/seeded-ids.ts';

function draw(seed: string, lane: IdLane, epoch: number, count = 100): readonly string[] {
  const ids = seededIds(seed, lane, epoch);
  return Array.from({ length: count }, () => ids.next('user'));
}

test('the same seed gives the same ids, another seed others', () => {
  expect(draw('a', 'requests', 0)).toEqual(draw('a', 'requests', 0));
  const others = new Set(draw('b', 'requests', 0));
  expect(draw('a', 'requests', 0).filter((id) => others.has(id))).toEqual([]);
});

test('ids have the form of ids and sort as they were drawn, over epochs too', () => {
  const ids = [...draw('a', 'background', 0, 500), ...draw('a', 'background', 1, 500), ...draw('a', 'background', 70)];
  expect(ids.filter((id) => !isId('user', id))).toEqual([]);
  expect([...ids].sort()).toEqual(ids);
});

test('lanes and epochs never give the same id', () => {
  const lanes: readonly IdLane[] = ['setup', 'requests', 'background'];
  const ids = lanes.flatMap((lane) => [0, 1, 2].flatMap((epoch) => draw('a', lane, epoch)));
  expect(new Set(ids).size).toBe(ids.length);
});

test('the kind shows in the prefix', () => {
  const ids = seededIds('a', 'requests', 0);
  expect([ids.next('session').slice(0, 3), ids.next('import').slice(0, 3)]).toEqual(['aps', 'ij1']);
});
