import { CardError } from '../../run/card-error.ts';
import type { RowTerm } from '../../run/ports.ts';
import { toObject, toText } from '../../values/convert.ts';
import { getKey, isList, isObject, type Value } from '../../values/value.ts';
import type { ActionCall } from '../connector.ts';

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '<', '>', '<=', '>=']);

/**
 * The terms of a card's Where Expression (workflows-format 6.1): `{}` is none. A dynamic operand is the `_expr` input whose key is
 * `rhd.outputId`, null when the card has none. Throws a CardError `invalid_input` for what is no expression.
 */
export function whereTerms(call: ActionCall): readonly RowTerm[] {
  const expression = getKey(toObject(call.inputs.in('Filter', 'Where Expression')), 'expr');
  if (expression === null) return [];
  if (!isList(expression)) throw invalid('"expr" is no list');
  return expression.map((term) => toTerm(call, term));
}

function toTerm(call: ActionCall, term: Value): RowTerm {
  if (!isObject(term)) throw invalid('a term is no object');
  const column = toText(getKey(term, 'lhs'));
  const operator = toText(getKey(term, 'op'));
  if (column === '') throw invalid('a term names no column');
  if (!OPERATORS.has(operator)) throw invalid(`a term has the operator "${operator}"; use =, !=, <, >, <= or >=`);
  const join = toText(getKey(term, 'join')).toUpperCase() === 'OR' ? 'OR' : 'AND';
  // The set holds exactly the operators of a term.
  return { column, operator: operator as RowTerm['operator'], value: operandOf(call, term), join };
}

function operandOf(call: ActionCall, term: Readonly<Record<string, Value>>): Value {
  const dynamic = getKey(term, 'rhd');
  if (!isObject(dynamic)) return getKey(term, 'rhs');
  return call.inputs.in('_expr', toText(getKey(dynamic, 'outputId')));
}

function invalid(reason: string): CardError {
  return new CardError(`The Where Expression cannot be used: ${reason}.`, { kind: 'invalid_input' });
}
