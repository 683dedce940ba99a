import pg from 'pg';

const { builtins } = pg.types;
const int8Array = 1016;

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The bigint ${text} does not fit a JavaScript number; select it as text`);
  }
  return value;
}

/** One dimension, which is all that queries here make. */
function parseInt8Array(text: string): readonly (number | null)[] {
  if (text === '{}') return [];
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? null : parseInt8(item)));
}

const asText = (text: string): string => text;

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [builtins.INT8, parseInt8],
  [int8Array, parseInt8Array],
  [builtins.DATE, asText],
  [builtins.TIMESTAMP, asText],
]);

/**
 * How column values become JavaScript values, beyond what `pg` does by itself (`timestamptz` a Date, `json` and `jsonb`
 * parsed, `bytea` a Buffer, `numeric` a string, `integer` and `float8` numbers):
 * `bigint` is a number (a RangeError when it is not a safe integer), `date` and `timestamp` stay text, because as Dates
 * they would take the process's time zone.
 */
export const valueTypes: pg.CustomTypesConfig = {
  // `pg` declares the return value as `any`; the map's functions are proven to take the text of their own type.
  getTypeParser: (type, format) => {
    const own = format === 'binary' ? undefined : parsers.get(type);
    return own ?? pg.types.getTypeParser(type, format);
  },
};
