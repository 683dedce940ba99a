import Table from 'cli-table3';

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be broken into several lines where the terminal is narrow. */
  readonly wraps?: boolean;
}

const GAP = 2;
const NARROWEST = 16;
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
} as const;

/**
 * A table without borders, its columns as wide as they need to be.
 * @param columns characters that fit beside each other; `Infinity` wraps nothing
 */
export function table(
  heads: readonly Column[],
  rows: readonly (readonly (string | number)[])[],
  columns = Number.POSITIVE_INFINITY,
): string {
  const texts = rows.map((row) => row.map(oneLine));
  const drawn = new Table({
    head: heads.map(({ title }) => title),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: heads.map(({ align }) => align ?? 'left'),
    colWidths: widths(heads, texts, columns),
    wordWrap: true,
  });
  drawn.push(...texts.map((row) => [...row]));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Control characters of a value must not move the cursor. */
function oneLine(value: string | number): string {
  return String(value).replace(/\p{Cc}+/gu, ' ');
}

/** Wrapping columns share what the others leave, none narrower than its fair part needs. */
function widths(heads: readonly Column[], rows: readonly (readonly string[])[], columns: number): number[] {
  const natural = heads.map(({ title }, at) =>
    rows.reduce((most, row) => Math.max(most, length(row[at])), length(title)),
  );
  const gaps = GAP * (heads.length - 1);
  let over = natural.reduce((sum, width) => sum + width, gaps) - columns;
  const wrapping = heads.flatMap(({ wraps }, at) => (wraps === true ? [at] : []));
  while (over > 0) {
    const widest = wrapping.reduce<number | undefined>(
      (best, at) => (best === undefined || (natural[at] ?? 0) > (natural[best] ?? 0) ? at : best),
      undefined,
    );
    const width = widest === undefined ? 0 : (natural[widest] ?? 0);
    if (widest === undefined || width <= NARROWEST) break;
    natural[widest] = width - 1;
    over--;
  }
  return natural;
}

function length(text: string | undefined): number {
  return [...(text ?? '')].length;
}
