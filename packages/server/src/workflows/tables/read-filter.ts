import { validationFailed } from '@headwater/protocol';
import type { RowTerm } from '@headwater/workflows';

const OPERATORS = { eq: '=', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
const TERM = /^\s*("(?:[^"\\]|\\.)*"|[^\s"]+)\s+(eq|ne|lt|le|gt|ge)\s+("(?:[^"\\]|\\.)*"|[^\s"]+)\s*/i;
const JOIN = /^(and|or)\s+/i;
const MOST_TERMS = 100;

/**
 * Reads a filter of rows: `active eq true and "First Name" ne "Ada"`. Names of columns with blanks are quoted, as are texts; `null`,
 * `true`, `false` and numbers are not. Terms are linked from left to right, as those of a card are (workflows-format 6.1). Throws
 * `validationFailed` with the place.
 */
export function readFilter(filter: string): readonly RowTerm[] {
  const terms: RowTerm[] = [];
  let at = 0;
  for (;;) {
    const [whole, column, operator, value] = TERM.exec(filter.slice(at)) ?? [];
    if (whole === undefined || column === undefined || operator === undefined || value === undefined)
      throw refuse(filter, at);
    at += whole.length;
    const join = JOIN.exec(filter.slice(at));
    terms.push({
      column: column.startsWith('"') ? textOf(column, filter, at) : column,
      // The pattern has no other.
      operator: OPERATORS[operator.toLowerCase() as keyof typeof OPERATORS],
      value: literalOf(value, filter, at),
      join: join?.[1]?.toLowerCase() === 'or' ? 'OR' : 'AND',
    });
    if (at === filter.length) return terms;
    if (join === null || terms.length === MOST_TERMS) throw refuse(filter, at);
    at += join[0].length;
  }
}

function literalOf(token: string, filter: string, at: number): string | number | boolean | null {
  if (token.startsWith('"')) return textOf(token, filter, at);
  switch (token.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(token)) return Number(token);
      throw refuse(filter, at);
  }
}

function textOf(token: string, filter: string, at: number): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    throw refuse(filter, at);
  }
}

function refuse(filter: string, at: number) {
  return validationFailed('filter', [
    `filter: Cannot be read at position ${at} ("${filter.slice(at, at + 20)}"); write: active eq true and "First Name" ne "Ada"`,
  ]);
}
