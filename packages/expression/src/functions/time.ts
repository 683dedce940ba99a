import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import { asText } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { EARLIEST, formatIso8601, LATEST, parseIso8601 } from '../time/iso8601.ts';
import { formatJoda } from '../time/joda-format.ts';
import { parseJoda } from '../time/joda-parse.ts';
import { JodaPatternError, parseJodaPattern } from '../time/joda-pattern.ts';
import { offsetAt, ZONE_BY_NAME } from '../time/zone.ts';
import { describeValue } from '../value.ts';
import type { FunctionDefinition, Parameter } from './definition.ts';

/** Milliseconds from 1601, where Windows starts to count, to 1970. */
const WINDOWS_EPOCH = 11_644_473_600_000n;
const TICKS = 10_000n;
/** Up to this many digits a Unix time counts seconds, above it milliseconds. */
const SECONDS_DIGITS = 10;
/** Steps for each field that is read or written (a zone's name is the dearest), and for an offset. */
const STEPS_PER_FIELD = 20_000;
const STEPS_PER_OFFSET = 10_000;

const ZONE: Parameter = { name: 'zone', type: 'text', optional: true, refuse: refuseZone };
const PATTERN: Parameter = { name: 'pattern', type: 'text', refuse: refusePattern };
const INSTANT: Parameter = { name: 'instant', type: 'text' };

/** `Time.*` (import-semantics 6.3): English names, ISO 8601 in UTC unless a zone is given; null stays null. */
export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'Time.now',
    parameters: [ZONE, { ...PATTERN, optional: true }],
    returns: 'text',
    doc: 'The present: ISO 8601 with milliseconds, `Z` or the offset of the zone; or by a Joda pattern.',
    features: OUTSIDE_GROUP_RULES,
    uses: 'clock',
    run: (evaluation, zone, pattern) => now(evaluation, asText(evaluation, zone), asText(evaluation, pattern)),
  },
  {
    name: 'Time.fromWindowsToIso8601',
    parameters: [{ name: 'ticks', type: 'text' }],
    returns: 'text',
    doc: 'The instant of a Windows time (units of 100 nanoseconds since 1601).',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, ticks) => {
      const text = asText(evaluation, ticks);
      if (text === null) return null;
      return toIso(evaluation, Number(floorDivide(integer(evaluation, text), TICKS) - WINDOWS_EPOCH), text);
    },
  },
  {
    name: 'Time.fromIso8601ToWindows',
    parameters: [INSTANT],
    returns: 'text',
    doc: 'The Windows time of an instant, as a text of digits.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, instant) => {
      const milliseconds = fromIso(evaluation, asText(evaluation, instant));
      return milliseconds === null ? null : String((BigInt(milliseconds) + WINDOWS_EPOCH) * TICKS);
    },
  },
  {
    name: 'Time.fromUnixToIso8601',
    parameters: [{ name: 'unix', type: 'text' }],
    returns: 'text',
    doc: 'The instant of a Unix time in milliseconds; up to ten digits are seconds.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, unix) => {
      const text = asText(evaluation, unix);
      if (text === null) return null;
      const count = integer(evaluation, text);
      const isSeconds = text.replace(/^[+-]/, '').length <= SECONDS_DIGITS;
      return toIso(evaluation, Number(isSeconds ? count * 1000n : count), text);
    },
  },
  {
    name: 'Time.fromIso8601ToUnix',
    parameters: [INSTANT],
    returns: 'text',
    doc: 'The Unix time of an instant in milliseconds, as a text of digits.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, instant) => {
      const milliseconds = fromIso(evaluation, asText(evaluation, instant));
      return milliseconds === null ? null : String(milliseconds);
    },
  },
  {
    name: 'Time.fromStringToIso8601',
    parameters: [{ name: 's', type: 'text' }, PATTERN],
    returns: 'text',
    doc: 'The instant that a text names by a Joda pattern, in UTC where the pattern has no zone.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, s, pattern) => fromString(evaluation, asText(evaluation, s), asText(evaluation, pattern)),
  },
  {
    name: 'Time.fromIso8601ToString',
    parameters: [INSTANT, PATTERN],
    returns: 'text',
    doc: 'An instant written by a Joda pattern, in UTC.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, instant, pattern) => {
      const milliseconds = fromIso(evaluation, asText(evaluation, instant));
      return milliseconds === null ? null : write(evaluation, milliseconds, asText(evaluation, pattern) ?? '', 'UTC');
    },
  },
];

function now(evaluation: Evaluation, zone: string | null, pattern: string | null): string {
  const { clock } = evaluation.context;
  if (clock === undefined) {
    throw evaluation.fail(
      'no_clock',
      'Time.now was asked for, but the evaluation has no clock. Give one in its context.',
    );
  }
  const complaint = zone === null ? null : refuseZone(zone);
  if (complaint !== null) throw evaluation.fail('unknown_time_zone', complaint);
  evaluation.work(STEPS_PER_OFFSET);
  const instant = clock.now().getTime();
  const name = zone ?? 'UTC';
  return pattern === null ? formatIso8601(instant, offsetAt(name, instant)) : write(evaluation, instant, pattern, name);
}

function fromString(evaluation: Evaluation, text: string | null, pattern: string | null): string | null {
  if (text === null) return null;
  const form = pattern ?? '';
  const instant = withPattern(evaluation, form, () => parseJoda(text, form));
  if (instant === null) throw invalid(evaluation, text, `a time of the form ${form}`);
  return toIso(evaluation, instant, text);
}

function write(evaluation: Evaluation, instant: number, pattern: string, zone: string): string {
  return withPattern(evaluation, pattern, () => formatJoda(instant, pattern, zone));
}

function withPattern<T>(evaluation: Evaluation, pattern: string, run: () => T): T {
  try {
    const { length } = parseJodaPattern(pattern);
    evaluation.work(length * STEPS_PER_FIELD);
    // A field is at most the longest name of a zone.
    evaluation.makeText(length * 40);
    return run();
  } catch (error) {
    if (!(error instanceof JodaPatternError)) throw error;
    const message = `The time pattern ${describeValue(pattern)} cannot be used: ${error.message}`;
    throw evaluation.fail('invalid_time_pattern', message, error);
  }
}

function integer(evaluation: Evaluation, text: string): bigint {
  if (!/^[+-]?\d{1,20}$/.test(text)) throw invalid(evaluation, text, 'a time in digits');
  return BigInt(text.replace('+', ''));
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

function toIso(evaluation: Evaluation, instant: number, seen: string): string {
  if (instant < EARLIEST || instant > LATEST) throw invalid(evaluation, seen, 'a time in the years 1 to 9999');
  return formatIso8601(instant);
}

function fromIso(evaluation: Evaluation, text: string | null): number | null {
  if (text === null) return null;
  const instant = parseIso8601(text);
  if (instant === null) throw invalid(evaluation, text, 'an ISO 8601 time such as 2015-07-31T17:18:37.979Z');
  return instant;
}

function invalid(evaluation: Evaluation, seen: string, wanted: string): Error {
  return evaluation.fail('invalid_time', `${evaluation.callee} needs ${wanted}, but got ${describeValue(seen)}.`);
}

function refuseZone(literal: string | number): string | null {
  if (ZONE_BY_NAME.has(String(literal))) return null;
  return `There is no time zone ${describeValue(literal)}. Use an id such as Europe/Paris, America/New_York or UTC.`;
}

function refusePattern(literal: string | number): string | null {
  try {
    parseJodaPattern(String(literal));
    return null;
  } catch (error) {
    if (!(error instanceof JodaPatternError)) throw error;
    return `The time pattern ${describeValue(literal)} cannot be used: ${error.message}`;
  }
}
