import { CardError } from '../run/card-error.ts';
import { checkTextLength, MAX_TEXT_LENGTH } from '../values/bounds.ts';
import { PATTERN_TIMEOUT_MILLISECONDS, runGuarded } from './guard.ts';

/**
 * Patterns of flows are JavaScript's regular expressions (workflows-functions 1.1), written by people we do not know, so one of
 * them must not hold the process. A pattern that cannot backtrack runs as it is (about 1 µs on a short text); any other runs in
 * `node:vm` with a time limit (55 µs). An engine without backtracking (re2js, 60 µs) was measured and left out: it costs as much
 * and knows neither lookahead nor back references, and blanks, case and `$` mean other things there.
 */
export interface Pattern {
  /** Place of the first match, or -1. */
  search(text: string): number;
  /** The text with the first match replaced, or with all of them when the pattern is global; `$1` and `$&` as in JavaScript. */
  replace(text: string, replacement: string): string;
}

export interface PatternOptions {
  readonly global: boolean;
  readonly caseSensitive: boolean;
  /** Whether a source that is no regular expression (`{`, `\`) is taken for plain text instead of failing. */
  readonly orLiteral?: boolean;
}

/** Longest source of a pattern. */
export const MAX_PATTERN_LENGTH = 10_000;

/**
 * Reads a pattern. Throws `invalid_input` for what is no regular expression and `limit_exceeded` for a source that is too long; its
 * methods throw `limit_exceeded` when it takes too long on a text or its result is too long.
 */
export function compilePattern(source: string, options: PatternOptions): Pattern {
  if (source.length > MAX_PATTERN_LENGTH) {
    const message = `A pattern of ${source.length} characters exceeds the limit of ${MAX_PATTERN_LENGTH}; split it`;
    throw new CardError(message, { kind: 'limit_exceeded' });
  }
  const expression = toRegExp(source, options);
  const canBacktrack = BACKTRACKS.test(expression.source);
  const run = <T>(text: string, job: () => T): T => {
    if (!canBacktrack && text.length * source.length <= PLAIN_WORK) return job();
    try {
      return runGuarded(job, () => slowMessage(source, text));
    } catch (error) {
      if (error instanceof CardError) throw error;
      // The engine refuses a pattern when it first meets a text: too large when unrolled, or too deep.
      throw new CardError(`${shown(source)} is too large to be run; make it simpler`, LIMIT, { cause: error });
    }
  };
  return {
    search: (text) => run(text, () => text.search(expression)),
    replace: (text, replacement) => {
      if (longestResult(text, replacement) > MAX_TEXT_LENGTH) {
        checkTextLength(run(text, () => replacedLength(text, expression, replacement)));
      }
      return run(text, () => text.replace(expression, replacement));
    },
  };
}

/** What repeats or chooses; without it a match has one way to go. */
const BACKTRACKS = /[*+?{|]/;

/** Characters of text times characters of pattern that are compared in a moment. */
const PLAIN_WORK = 10_000_000;

const LIMIT = { kind: 'limit_exceeded' } as const;

function toRegExp(source: string, { global, caseSensitive, orLiteral = false }: PatternOptions): RegExp {
  const flags = (global ? 'g' : '') + (caseSensitive ? '' : 'i');
  try {
    return new RegExp(source, flags);
  } catch (error) {
    if (orLiteral) return new RegExp(source.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), flags);
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${shown(source)} is not a regular expression (${reason}); correct it`;
    throw new CardError(message, { kind: 'invalid_input' }, { cause: error });
  }
}

/** No result is longer: a match at every place, and each `$` stands for the whole text. */
function longestResult(text: string, replacement: string): number {
  const each = replacement.includes('$') ? replacement.length * (text.length + 1) : replacement.length;
  return text.length + (text.length + 1) * each;
}

/** At least the length of the result, found without building it. */
function replacedLength(text: string, expression: RegExp, replacement: string): number {
  const matches = (replacement.match(/\$&/g) ?? []).length;
  const around = (replacement.match(/\$[`']/g) ?? []).length;
  const captures = (replacement.match(/\$[\d<]/g) ?? []).length;
  let length = text.length;
  text.replace(expression, (match: string, ...rest: unknown[]) => {
    length += replacement.length + matches * match.length + around * text.length + captures * longestCapture(rest);
    return '';
  });
  return length;
}

/** A replacer is given the captures, then the place of the match. */
function longestCapture(given: readonly unknown[]): number {
  let longest = 0;
  for (const part of given) {
    if (typeof part === 'number') break;
    if (typeof part === 'string') longest = Math.max(longest, part.length);
  }
  return longest;
}

function slowMessage(source: string, text: string): string {
  const limit = `${PATTERN_TIMEOUT_MILLISECONDS} milliseconds`;
  return `${shown(source)} took more than ${limit} on a text of ${text.length} characters; avoid repetitions inside repetitions`;
}

function shown(source: string): string {
  return `Pattern /${source.length > 80 ? `${source.slice(0, 80)}…` : source}/`;
}
