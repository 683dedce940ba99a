import { manualClock } from '@headwater/protocol';
import moment from 'moment-timezone';
import { afterEach, expect, test, vi } from 'vitest';
import { callFunction } from '../../../src/index.ts';

const NOW = new Date('2024-02-29T10:11:12.345Z');

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['08:30', 'HH:mm'],
  ['5', 'D'],
  ['3/4', 'M/D'],
  ['29 Feb', 'D MMM'],
  ['60', 'DDD'],
  ['Monday', 'dddd'],
  ['3', 'd'],
  ['5', 'E'],
  ['2', 'Q'],
  ['2023', 'YYYY'],
  ['2023 08', 'YYYY HH'],
  ['at 7 pm', '[at] h a'],
  ['2024-W05', 'GGGG-[W]WW'],
  ['1493053116', 'X'],
])('%s as %s is what moment makes of it today, by the clock of the flow', (start, format) => {
  const { output } = callFunction('date:parse', { start, format }, { clock: manualClock(NOW) });
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  expect(output).toEqual(moment.utc(start, format).toDate());
});
