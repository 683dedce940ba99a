import type { CompiledPin } from '../compile/compiled-scope.ts';
import { parseJson, toDate, toJsonText, toNumber, toText } from '../values/convert.ts';
import { isList, type Value } from '../values/value.ts';
import { CardError } from './card-error.ts';

/**
 * A value on its way through a pin with a conversion (workflows-format 3.3). Null stays null, and as a list is the empty one (4.2),
 * so that nobody loops over nothing. Blank text is null as an object, number or date. Throws `type_conversion`.
 */
export function convertPin({ convert, wrap }: CompiledPin, value: Value): Value {
  const converted = convert === null ? value : convertBy(convert, value);
  return wrap ? wrapped(converted) : converted;
}

function convertBy(convert: NonNullable<CompiledPin['convert']>, value: Value): Value {
  if (value === null) return convert === 'wrapArray' ? [] : null;
  switch (convert) {
    case 'parse':
      return typeof value === 'string' ? parse(value) : value;
    case 'stringify':
      return typeof value === 'string' ? value : toJsonText(value);
    case 'toString':
    case 'booleanToString':
      return toText(value);
    case 'parseFloat':
      return toNumber(value);
    case 'dateTime':
      return toDate(value);
    case 'isoString':
      return value instanceof Date ? toText(value) : (toDate(value)?.toISOString() ?? null);
    case 'wrapArray':
      return wrapped(value);
  }
}

function wrapped(value: Value): Value {
  if (isList(value)) return value;
  return value === null ? [] : [value];
}

function parse(text: string): Value {
  if (text.trim() === '') return null;
  const parsed = parseJson(text);
  if (parsed !== undefined) return parsed;
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new CardError(`Invalid type conversion: text "${shown}" is no JSON`, { kind: 'type_conversion' });
}
