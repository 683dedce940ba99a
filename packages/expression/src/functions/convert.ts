import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import { mismatch } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Value } from '../value.ts';
import type { FunctionDefinition } from './definition.ts';

const INTEGER = /^[+-]?\d{1,16}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const LONGEST = 400;

/** `Convert.*` (import-semantics 6.3); null stays null. */
export const CONVERT_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'Convert.toInt',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'integer',
    doc: 'The whole number that a text stands for, or a decimal rounded to the nearest; anything else is an error.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, value) => {
      if (value === null) return null;
      if (typeof value === 'number') return checkRange(evaluation, Math.round(value));
      return checkRange(evaluation, parse(evaluation, value, INTEGER, 'a whole number'));
    },
  },
  {
    name: 'Convert.toNum',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'number',
    doc: 'The decimal that a text stands for; anything else is an error.',
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, value) => {
      if (value === null || typeof value === 'number') return value;
      return parse(evaluation, value, DECIMAL, 'a decimal number');
    },
  },
];

function parse(evaluation: Evaluation, value: Value, form: RegExp, wanted: string): number {
  if (typeof value !== 'string') throw mismatch(evaluation, 'a text or a number', value, '');
  const number = value.length <= LONGEST && form.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) {
    const seen = value.length > 40 ? `${value.slice(0, 40)}…` : value;
    const message = `${evaluation.callee} could not read ${JSON.stringify(seen)} as ${wanted}. Correct the value, or test it first.`;
    throw evaluation.fail('not_a_number', message);
  }
  return number;
}

function checkRange(evaluation: Evaluation, value: number): number {
  if (!Number.isSafeInteger(value)) {
    const message = `${evaluation.callee} got ${value}, which is beyond ${Number.MAX_SAFE_INTEGER}. Keep it as a text.`;
    throw evaluation.fail('out_of_range', message);
  }
  return value === 0 ? 0 : value;
}
