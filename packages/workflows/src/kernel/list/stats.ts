import { toList } from '../../values/convert.ts';
import type { Fields, KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/**
 * Figures of the numbers in a list, other items are left out. Variance and deviation are those of a sample (n - 1). What there is
 * too little for is null.
 */
export const listStats: KernelFunction = {
  name: 'list:stats',
  title: 'Statistics',
  run: ({ inputs }) => {
    const items = toList(namedInput(inputs, 'list', 'List'));
    return statisticsOf(items.filter((item): item is number => typeof item === 'number' && Number.isFinite(item)));
  },
  examples: [
    {
      title: 'eight numbers',
      inputs: { list: [1, 2, 4, 1, 8, 16, 32, 1] },
      outputs: {
        Sum: 65,
        Average: 8.125,
        Median: 3,
        Mode: 1,
        Variance: 119.83928571428571,
        'Standard Deviation': 10.947113122384627,
        Minimum: 1,
        Maximum: 32,
        Count: 8,
      },
    },
    {
      title: 'other items are left out',
      inputs: { list: ['5', null, 2, { a: 1 }, 4, true, 6] },
      outputs: {
        Sum: 12,
        Average: 4,
        Median: 4,
        Mode: 2,
        Variance: 4,
        'Standard Deviation': 2,
        Minimum: 2,
        Maximum: 6,
        Count: 3,
      },
    },
    {
      title: 'one number',
      inputs: { list: [7] },
      outputs: {
        Sum: 7,
        Average: 7,
        Median: 7,
        Mode: 7,
        Variance: null,
        'Standard Deviation': null,
        Minimum: 7,
        Maximum: 7,
        Count: 1,
      },
    },
    {
      title: 'no numbers',
      inputs: { list: [] },
      outputs: {
        Sum: 0,
        Average: null,
        Median: null,
        Mode: null,
        Variance: null,
        'Standard Deviation': null,
        Minimum: null,
        Maximum: null,
        Count: 0,
      },
    },
  ],
};

function statisticsOf(numbers: readonly number[]): Fields {
  const sorted = numbers.toSorted((left, right) => left - right);
  const count = numbers.length;
  const sum = numbers.reduce((total, number) => total + number, 0);
  const average = count === 0 ? null : sum / count;
  const variance = average === null || count < 2 ? null : squaresAround(average, numbers) / (count - 1);
  return {
    Sum: sum,
    Average: average,
    Median: medianOf(sorted),
    Mode: modeOf(numbers),
    Variance: variance,
    'Standard Deviation': variance === null ? null : Math.sqrt(variance),
    Minimum: sorted[0] ?? null,
    Maximum: sorted.at(-1) ?? null,
    Count: count,
  };
}

function squaresAround(average: number, numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + (number - average) ** 2, 0);
}

function medianOf(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** The most frequent number; of several the one that came first. */
function modeOf(numbers: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  let mode: number | null = null;
  let most = 0;
  for (const [number, count] of counts) {
    if (count <= most) continue;
    mode = number;
    most = count;
  }
  return mode;
}
