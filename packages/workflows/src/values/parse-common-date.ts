/**
 * Reads common forms of dates that are no ISO 8601; null for anything else. `1/31/18`, `Jan 31, 2018 4:05 PM`, `31-Jan-2018`,
 * `Wed, 07 Sep 2016 16:55:25 GMT`, `Wed Sep 07 2016 16:55:25 GMT+0200 (…)`. Month before day; years of two digits up to 68 are of
 * this century. Without a zone it is UTC.
 */
export function parseCommonDate(text: string): Date | null {
  const found: Found = {
    numbers: [],
    month: 0,
    minutes: 0,
    milliseconds: 0,
    hasTime: false,
    offset: 0,
    zone: 'none',
  };
  const tokens = tokensOf(text);
  for (let at = 0; at < tokens.length; ) {
    const used = readTime(tokens, at, found) || readOffset(tokens, at, found) || readPart(tokens, at, found);
    if (used === 0) return null;
    at += used;
  }
  return assemble(found);
}

interface Found {
  /** What may be day, month and year, in order. */
  readonly numbers: string[];
  /** Of a name; 0 for none. */
  month: number;
  /** Since midnight. */
  minutes: number;
  /** Since the minute. */
  milliseconds: number;
  hasTime: boolean;
  /** Minutes east of UTC. */
  offset: number;
  /** `gmt` may have a signed offset after it. */
  zone: 'none' | 'gmt' | 'set';
}

/** Runs of digits, runs of letters, and single other characters; blanks and a last `(…)` are left out. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === 'bracket') return text.endsWith(')') ? tokens : ['('];
    let end = at + 1;
    if (kind !== 'other') while (end < text.length && kindOf(text.charCodeAt(end)) === kind) end++;
    if (kind !== 'blank') tokens.push(text.slice(at, end).toLowerCase());
    at = end;
  }
  return tokens;
}

function kindOf(code: number): 'digit' | 'letter' | 'blank' | 'bracket' | 'other' {
  if (code >= 48 && code <= 57) return 'digit';
  const lower = code | 32;
  if (lower >= 97 && lower <= 122) return 'letter';
  if (code === 32) return 'blank';
  return code === 40 ? 'bracket' : 'other';
}

/** `16:55`, `16:55:25.670`, `4:05 pm`, `4 pm`; gives how many tokens it took. */
function readTime(tokens: readonly string[], start: number, found: Found): number {
  const hasMinutes = tokens[start + 1] === ':';
  if (found.hasTime || !isNumber(tokens[start]) || (!hasMinutes && halfOf(tokens[start + 1]) === null)) return 0;
  let at = start + 1;
  let hour = Number(tokens[start]);
  let minute = 0;
  if (hasMinutes) {
    if (!isNumber(tokens[at + 1])) return 0;
    minute = Number(tokens[at + 1]);
    at += 2;
  }
  let milliseconds = 0;
  if (hasMinutes && tokens[at] === ':' && isNumber(tokens[at + 1])) {
    milliseconds = Number(tokens[at + 1]) * 1000;
    at += 2;
    if (tokens[at] === '.' && isNumber(tokens[at + 1])) {
      milliseconds += Math.floor(Number(`0.${tokens[at + 1]}`) * 1000);
      at += 2;
    }
  }
  const half = halfOf(tokens[at]);
  if (half !== null) {
    if (hour < 1 || hour > 12) return 0;
    hour = (hour % 12) + half;
    at++;
  }
  if (hour > 23 || minute > 59 || milliseconds >= 60_000) return 0;
  found.minutes = hour * 60 + minute;
  found.milliseconds = milliseconds;
  found.hasTime = true;
  return at - start;
}

/** Hours to add for `am` or `pm`; null for anything else. */
function halfOf(token: string | undefined): number | null {
  if (token === 'am') return 0;
  return token === 'pm' ? 12 : null;
}

const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  ut: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

/** `GMT`, `EST`, `+0200`, `-05:00`, after a time; gives how many tokens it took. */
function readOffset(tokens: readonly string[], start: number, found: Found): number {
  const token = tokens[start] ?? '';
  if (!found.hasTime) return 0;
  if (Object.hasOwn(ZONES, token) && found.zone === 'none') {
    found.offset = ZONES[token] ?? 0;
    found.zone = token === 'gmt' || token === 'utc' ? 'gmt' : 'set';
    return 1;
  }
  const digits = tokens[start + 1];
  if (found.zone === 'set' || (token !== '+' && token !== '-') || !isNumber(digits)) return 0;
  const hasColon = digits.length === 2 && tokens[start + 2] === ':' && tokens[start + 3]?.length === 2;
  const all = hasColon ? digits + tokens[start + 3] : digits;
  if (all.length !== 4 || !isNumber(all)) return 0;
  const minutes = Number(all.slice(0, 2)) * 60 + Number(all.slice(2));
  found.offset = token === '+' ? minutes : -minutes;
  found.zone = 'set';
  return hasColon ? 4 : 2;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A number, the name of a month or of a day, or what stands between them; gives how many tokens it took. */
function readPart(tokens: readonly string[], at: number, found: Found): number {
  const token = tokens[at] as string;
  if (isDigits(token)) return found.numbers.push(token) > 3 ? 0 : isOrdinal(tokens[at + 1]) ? 2 : 1;
  if (token === ',' || token === '/' || token === '-') return 1;
  if (token === 'at' || token === 't') return 1;
  if (token.length < 3) return 0;
  const month = MONTHS.findIndex((name) => name.startsWith(token));
  if (month >= 0) {
    if (found.month > 0) return 0;
    found.month = month + 1;
    return 1;
  }
  return DAYS.some((name) => name.startsWith(token)) ? 1 : 0;
}

function isOrdinal(token: string | undefined): boolean {
  return token === 'st' || token === 'nd' || token === 'rd' || token === 'th';
}

function isNumber(token: string | undefined): token is string {
  return token !== undefined && isDigits(token);
}

function isDigits(token: string): boolean {
  return kindOf(token.charCodeAt(0)) === 'digit';
}

function assemble(found: Found): Date | null {
  const date = dateOf(found);
  if (date === null) return null;
  const year = yearOf(date.year);
  const month = Number(date.month);
  const day = Number(date.day);
  if (year === null || date.day.length > 2) return null;
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  // The 31st of a shorter month would be a day of the next one.
  if (instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day) return null;
  instant.setTime(instant.getTime() + (found.minutes - found.offset) * 60_000 + found.milliseconds);
  return instant;
}

function dateOf({ numbers, month }: Found): { year: string; month: number | string; day: string } | null {
  const [first, second, third] = numbers;
  if (first === undefined || second === undefined) return null;
  const yearIsFirst = first.length === 4;
  if (month > 0) {
    if (third !== undefined) return null;
    return yearIsFirst ? { year: first, month, day: second } : { year: second, month, day: first };
  }
  if (third === undefined) return null;
  return yearIsFirst ? { year: first, month: second, day: third } : { year: third, month: first, day: second };
}

function yearOf(digits: string): number | null {
  const year = Number(digits);
  if (digits.length === 4) return year;
  if (digits.length !== 2) return null;
  return year <= 68 ? 2000 + year : 1900 + year;
}
