import { areEqual, asInteger, asList, asText, splitCsv } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { isList, type Value } from '../value.ts';
import type { FunctionDefinition, Parameter } from './definition.ts';

const LIST: Parameter = { name: 'list', type: 'list' };
const ELEMENT: Parameter = { name: 'value', type: 'any' };

/** `Arrays.*` (import-semantics 6.3). A CSV text may stand for every list, and null for the empty one. */
export const ARRAY_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'Arrays.add',
    parameters: [LIST, ELEMENT],
    returns: 'list',
    doc: 'The list with `value` appended.',
    run: (evaluation, list, value) => {
      const items = asList(evaluation, list);
      evaluation.makeList(items.length + 1);
      return [...items, value];
    },
  },
  {
    name: 'Arrays.remove',
    parameters: [LIST, ELEMENT],
    returns: 'list',
    doc: 'The list without the elements equal to `value`.',
    run: (evaluation, list, value) => {
      const items = asList(evaluation, list);
      evaluation.makeList(items.length);
      return items.filter((item) => !areEqual(evaluation, item, value));
    },
  },
  {
    name: 'Arrays.clear',
    parameters: [LIST],
    returns: 'list',
    doc: 'The empty list.',
    run: (evaluation, list) => {
      asList(evaluation, list);
      return [];
    },
  },
  {
    name: 'Arrays.get',
    parameters: [LIST, { name: 'index', type: 'integer' }],
    returns: 'any',
    doc: 'The element at `index`, counted from 0; outside of the list is an error.',
    run: (evaluation, list, index) => elementAt(evaluation, asList(evaluation, list), index),
  },
  {
    name: 'Arrays.flatten',
    parameters: [ELEMENT],
    repeats: 1,
    returns: 'list',
    doc: 'All values and all elements of lists in one flat list; a single CSV text is split; a null is an error.',
    run: (evaluation, ...values) => flatten(evaluation, values),
  },
  {
    name: 'Arrays.contains',
    parameters: [LIST, ELEMENT],
    returns: 'boolean',
    doc: 'Whether an element of the list equals `value`.',
    run: (evaluation, list, value) => {
      const items = asList(evaluation, list);
      evaluation.work(items.length);
      return items.some((item) => areEqual(evaluation, item, value));
    },
  },
  {
    name: 'Arrays.size',
    parameters: [LIST],
    returns: 'integer',
    doc: 'The number of elements; 0 for null.',
    run: (evaluation, list) => asList(evaluation, list).length,
  },
  {
    name: 'Arrays.isEmpty',
    parameters: [LIST],
    returns: 'boolean',
    doc: 'Whether the list has no elements; true for null.',
    run: (evaluation, list) => asList(evaluation, list).length === 0,
  },
  {
    name: 'Arrays.toCsvString',
    parameters: [LIST],
    returns: 'text',
    doc: 'The elements joined with commas, not trimmed; null elements are empty.',
    run: (evaluation, list) => {
      const items = asList(evaluation, list);
      evaluation.makeList(items.length);
      const pieces = items.map((item) => asText(evaluation, item) ?? '');
      evaluation.makeText(pieces.reduce((sum, piece) => sum + piece.length + 1, 0));
      return pieces.join(',');
    },
  },
];

/** The element of a list, or an error that says how long the list is. */
export function elementAt(evaluation: Evaluation, items: readonly Value[], index: Value): Value {
  const position = asInteger(evaluation, index);
  if (position < 0 || position >= items.length) {
    const message = `Element ${position} was asked for in a list of ${items.length}. Test Arrays.size first.`;
    throw evaluation.fail('out_of_range', message);
  }
  return items[position] ?? null;
}

function flatten(evaluation: Evaluation, values: readonly Value[]): readonly Value[] {
  const [only] = values;
  if (values.length === 1 && typeof only === 'string') return only === '' ? [] : splitCsv(evaluation, only);
  const flat: Value[] = [];
  collect(evaluation, values, flat, 0);
  return flat;
}

function collect(evaluation: Evaluation, values: readonly Value[], into: Value[], depth: number): void {
  if (depth > evaluation.nesting) {
    throw evaluation.fail(
      'too_deep',
      `Arrays.flatten was given lists nested deeper than ${evaluation.nesting} levels.`,
    );
  }
  evaluation.makeList(values.length);
  for (const value of values) {
    if (value === null) {
      const message =
        'Arrays.flatten was given a null, which fails it. Write (x != null ? x : {}) for what may be null.';
      throw evaluation.fail('null_element', message);
    }
    if (isList(value)) collect(evaluation, value, into, depth + 1);
    else into.push(value);
  }
}
