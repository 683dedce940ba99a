import type { LogEvent } from '@headwater/protocol';

/** Whether an entry contains every word of the `q` parameter, anywhere in its values and in any letter case. */
export function keywordTest(q: string): (entry: LogEvent) => boolean {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (entry) => {
    const text = values(entry).join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function values(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(values);
  return [String(value)];
}
