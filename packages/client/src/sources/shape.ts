import type { SourceColumn, SourceItem } from './source.ts';

const EXAMPLES = 3;
const LONGEST_EXAMPLE = 60;

/** Collects columns and examples from rows. */
export async function columnsOf(
  items: AsyncIterable<SourceItem>,
  known: readonly string[] = [],
  mostRows = Number.POSITIVE_INFINITY,
): Promise<readonly SourceColumn[]> {
  const examples = new Map<string, Set<string>>(known.map((name) => [name, new Set()]));
  let rows = 0;
  for await (const item of items) {
    if (item.kind === 'row') {
      for (const [name, value] of Object.entries(item.values)) note(examples, name, value);
    }
    if (++rows >= mostRows) break;
  }
  return [...examples].map(([name, values]) => ({ name, examples: [...values] }));
}

function note(examples: Map<string, Set<string>>, name: string, value: unknown): void {
  let seen = examples.get(name);
  if (seen === undefined) {
    seen = new Set();
    examples.set(name, seen);
  }
  if (seen.size >= EXAMPLES || value === null || value === undefined || value === '') return;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  seen.add(text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}…` : text);
}
