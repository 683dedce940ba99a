import type { PackCard, PackInput } from '../pack/pack.ts';
import { getKey, isList, isObject, setKey, type Value } from '../values/value.ts';
import { fieldLabel, templateText } from './field-label.ts';
import type { Names } from './match-things.ts';

const LONGEST = 200;

/** A literal for comparing (`token`) and for people (`shown`); null for one that says nothing. */
export function literalTexts(
  card: PackCard,
  input: PackInput,
  names: Names,
): { readonly token: string; readonly shown: string } | null {
  const { literal } = input;
  if (literal === null || literal === '' || (isList(literal) && literal.length === 0)) return null;
  if (typeof literal === 'string') {
    const shown = names.show(literal);
    if (shown !== null) return { token: names.token(literal), shown };
    const text = input.key === '_text_' ? templateText(card, literal) : literal;
    return { token: JSON.stringify(text), shown: clip(JSON.stringify(text)) };
  }
  const text = JSON.stringify(sorted(input.key === 'Where Expression' ? plainFilter(card, literal) : literal));
  return { token: text, shown: clip(text) };
}

function clip(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** The same value with keys in one order. */
function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const copy: { [key: string]: Value } = {};
  for (const key of Object.keys(value).sort()) setKey(copy, key, sorted(getKey(value, key)));
  return copy;
}

/** A filter with `operand 1` for the ids that stand for a mapped value (workflows-format 6.1). */
function plainFilter(card: PackCard, filter: Value): Value {
  const expr = isObject(filter) ? getKey(filter, 'expr') : null;
  if (!isList(expr)) return filter;
  const terms = expr.map((term): Value => {
    if (!isObject(term)) return term;
    const dynamic = getKey(term, 'rhd');
    if (!isObject(dynamic)) return term;
    const input = card.inputs.find(({ group, key }) => group === '_expr' && key === getKey(dynamic, 'outputId'));
    return { ...term, rhd: input === undefined ? null : fieldLabel(card, input) };
  });
  return { expr: terms };
}
