/** The letters of Joda-Time's patterns (import-semantics 6.3), with what each stands for. */
export const JODA_LETTERS = {
  G: 'era (AD)',
  C: 'century',
  Y: 'year of era',
  y: 'year',
  x: 'week year',
  w: 'week of the week year',
  e: 'day of the week, Monday is 1',
  E: 'day of the week, name',
  D: 'day of the year',
  M: 'month: number, or name from MMM on',
  d: 'day of the month',
  a: 'AM or PM',
  K: 'hour of the half day, 0 to 11',
  h: 'hour of the half day, 1 to 12',
  H: 'hour of the day, 0 to 23',
  k: 'hour of the day, 1 to 24',
  m: 'minute',
  s: 'second',
  S: 'fraction of a second',
  z: 'name of the time zone',
  Z: 'offset: Z is -0400, ZZ -04:00, ZZZ the id of the zone',
} as const;

export type JodaLetter = keyof typeof JODA_LETTERS;

export type PatternPart =
  | { readonly kind: 'field'; readonly letter: JodaLetter; readonly count: number }
  | { readonly kind: 'literal'; readonly text: string };

/** A pattern that is none; the message says why. */
export class JodaPatternError extends Error {}

const LONGEST = 200;
const CACHED = 100;
const cache = new Map<string, readonly PatternPart[]>();

/** Reads a pattern such as `dd MMMM yyyy HH:mm:ss`. Throws {@link JodaPatternError} when it is none. */
export function parseJodaPattern(pattern: string): readonly PatternPart[] {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > LONGEST) {
    throw new JodaPatternError(`it has ${pattern.length} characters, and at most ${LONGEST} are allowed.`);
  }
  const parts: PatternPart[] = [];
  for (let at = 0; at < pattern.length; ) at = readPart(pattern, at, parts);
  if (cache.size >= CACHED) cache.clear();
  cache.set(pattern, parts);
  return parts;
}

function readPart(pattern: string, at: number, parts: PatternPart[]): number {
  const character = pattern.charAt(at);
  if (character === "'") return readQuoted(pattern, at, parts);
  if (!/[A-Za-z]/.test(character)) {
    parts.push({ kind: 'literal', text: character });
    return at + 1;
  }
  if (!isLetter(character)) {
    throw new JodaPatternError(`"${character}" has no meaning in a time pattern; put other text in single quotes.`);
  }
  let end = at + 1;
  while (pattern.charAt(end) === character) end += 1;
  parts.push({ kind: 'field', letter: character, count: end - at });
  return end;
}

function readQuoted(pattern: string, at: number, parts: PatternPart[]): number {
  let text = '';
  let end = at + 1;
  if (pattern.charAt(end) === "'") {
    parts.push({ kind: 'literal', text: "'" });
    return end + 1;
  }
  for (; end < pattern.length; end += 1) {
    if (pattern.charAt(end) !== "'") text += pattern.charAt(end);
    else if (pattern.charAt(end + 1) === "'") {
      text += "'";
      end += 1;
    } else {
      parts.push({ kind: 'literal', text });
      return end + 1;
    }
  }
  throw new JodaPatternError('A single quote in the time pattern is not closed.');
}

function isLetter(character: string): character is JodaLetter {
  return Object.hasOwn(JODA_LETTERS, character);
}

/** Whether the field is written in digits. */
export function isNumeric(part: PatternPart | undefined): boolean {
  if (part?.kind !== 'field') return false;
  return part.letter === 'M' ? part.count < 3 : !'GEazZ'.includes(part.letter);
}
