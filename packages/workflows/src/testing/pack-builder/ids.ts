import { createHash } from 'node:crypto';

/** `readable`: `map1`, `map1.list`; `export`: as an export has them, `VGfKwlzVl`. Both are the same for the same pack. */
export type IdStyle = 'readable' | 'export';

/** A UUID made from words, the same for the same words. */
export function uuidOf(...words: readonly string[]): string {
  const hex = createHash('sha256').update(words.join('\0')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** A short id: the readable words, or what an export would have. */
export function shortId(style: IdStyle, readable: string, ...context: readonly string[]): string {
  if (style === 'readable') return readable;
  const text = createHash('sha256')
    .update([...context, readable].join('\0'))
    .digest('base64url');
  return text.replace(/^[-_]/, 'x').slice(0, 9);
}
