/** A place in a text: UTF-16 offsets, `end` behind the last character; line and column from 1. */
export interface Place {
  readonly offset: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

const WIDE = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;
const NO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;

/**
 * The line of a text with carets under the place, as two indented lines:
 *
 *   String.toUpperCase(source.emial)
 *                      ^^^^^^^^^^^^
 */
export function underline(text: string, place: Place): readonly [line: string, carets: string] {
  const line = text.split('\n')[place.line - 1] ?? '';
  const start = place.column - 1;
  const marked = line.slice(start, start + Math.max(place.end - place.offset, 1));
  const blank = [...line.slice(0, start)].map((char) => (char === '\t' ? '\t' : ' '.repeat(width(char)))).join('');
  return [`  ${line}`, `  ${blank}${'^'.repeat(Math.max(widthOf(marked), 1))}`];
}

function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + width(char), 0);
}

function width(char: string): number {
  if (NO_WIDTH.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}
