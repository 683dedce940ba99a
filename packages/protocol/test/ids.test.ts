import { describe, expect, it } from 'vitest';
import { manualClock } from '../src/clock.ts';
import { ID_PREFIXES, type IdKind, isId, timeOrderedIds } from '../src/ids.ts';

const half = () => 0.5;

describe('timeOrderedIds', () => {
  it('makes ids of a prefix and 17 base62 characters for every kind', () => {
    const ids = timeOrderedIds(manualClock(), half);
    const kinds = Object.keys(ID_PREFIXES) as IdKind[];
    expect(kinds.filter((kind) => !isId(kind, ids.next(kind)))).toEqual([]);
  });

  it('sorts by the time of making, across milliseconds and within one', () => {
    const clock = manualClock();
    const ids = timeOrderedIds(clock, half);
    const made = [ids.next('user'), ids.next('user')];
    clock.advance(1);
    made.push(ids.next('user'), ids.next('user'));
    clock.advance(86_400_000);
    made.push(ids.next('user'));
    expect(made.toSorted()).toEqual(made);
  });

  it('never repeats an id, even with the worst chance', () => {
    const ids = timeOrderedIds(manualClock(), () => 0);
    const made = Array.from({ length: 10_000 }, () => ids.next('session'));
    expect(new Set(made).size).toBe(10_000);
  });

  it('keeps its order when the clock is set back', () => {
    const clock = manualClock();
    const ids = timeOrderedIds(clock, half);
    const first = ids.next('user');
    clock.advance(-5_000);
    expect(ids.next('user') > first).toBe(true);
  });
});

describe('isId', () => {
  it('refuses another prefix, another length and other characters', () => {
    const id = timeOrderedIds(manualClock(), half).next('user');
    expect([
      isId('user', id),
      isId('session', id),
      isId('user', `${id}0`),
      isId('user', `${id.slice(0, -1)}-`),
    ]).toEqual([true, false, false, false]);
  });
});
