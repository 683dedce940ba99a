import { RE2JS, RE2JSException } from 're2js';
import { estimateProgramSize } from './program-size.ts';

const LONGEST = 1_000;
const LARGEST_PROGRAM = 2_000;
/** A pattern may keep up to 8 MB of states for speed. */
const CACHED = 50;

/** A regular expression that takes time in proportion to the text, whatever it says (RE2). */
export interface Pattern {
  /** Instructions; a match takes at most this many steps per character. */
  readonly size: number;
  readonly regex: RE2JS;
}

/** A pattern that cannot be run; the message says why and what to do. */
export class PatternError extends Error {}

const cache = new Map<string, Pattern>();

/** Compiles a pattern in RE2's syntax, which is Java's without look-around and back-references. Throws {@link PatternError}. */
export function compilePattern(source: string): Pattern {
  const known = cache.get(source);
  if (known !== undefined) return known;
  if (source.length > LONGEST) {
    throw new PatternError(`The pattern has ${source.length} characters; at most ${LONGEST} are allowed. Shorten it.`);
  }
  const estimate = estimateProgramSize(source);
  if (estimate > LARGEST_PROGRAM) {
    throw new PatternError(`The pattern repeats too much (about ${estimate} steps a character). Use smaller counts.`);
  }
  const pattern = { size: estimate, regex: compile(source) };
  if (cache.size >= CACHED) cache.clear();
  cache.set(source, pattern);
  return pattern;
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const message = `The pattern cannot be run: ${error.message}. Look-around and back-references are not supported.`;
    throw new PatternError(message, { cause: error });
  }
}
