import {
  CardError,
  type ColumnType,
  isBlank,
  type RowField,
  type RowQuery,
  type RowTerm,
  rowField,
  type TableColumn,
  toOperand,
} from '@headwater/workflows';
import sql, { empty, type Sql } from 'sql-template-tag';

const CANONICAL_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Operand = ReturnType<typeof toOperand>;

/**
 * The terms of a search as a condition on `flow_rows`, with the same answers as `termsMatcher`: linked from left to right, compared by
 * the type of the column. Throws a CardError `not_found` for an unknown column, `type_conversion` for an operand that does not fit.
 */
export function termsSql(columns: readonly TableColumn[], terms: readonly RowTerm[]): Sql {
  let condition: Sql | null = null;
  let join: RowTerm['join'] = 'AND';
  for (const term of terms) {
    const test = termSql(columns, term);
    if (condition === null) condition = test;
    else condition = join === 'AND' ? sql`(${condition} AND ${test})` : sql`(${condition} OR ${test})`;
    ({ join } = term);
  }
  return condition ?? sql`true`;
}

function termSql(columns: readonly TableColumn[], { column, operator, value }: RowTerm): Sql {
  const field = rowField(columns, column);
  const operand = toOperand(field.type, value);
  switch (operator) {
    case '=':
      return equals(field, column, operand);
    case '!=':
      return sql`NOT ${equals(field, column, operand)}`;
    case '<':
      return ordered(field, column, sql`<`, operand);
    case '>':
      return ordered(field, column, sql`>`, operand);
    case '<=':
      return ordered(field, column, sql`<=`, operand);
    case '>=':
      return ordered(field, column, sql`>=`, operand);
    default:
      throw new CardError(`A filter has the operator "${String(operator)}"; use =, !=, <, >, <= or >=.`, {
        kind: 'invalid_input',
      });
  }
}

function equals(field: RowField, name: string, operand: Operand): Sql {
  if (isBlank(operand)) {
    return field.type === 'str'
      ? sql`(coalesce(${fieldSql(field, name)}, '') = '')`
      : sql`(${fieldSql(field, name)} IS NULL)`;
  }
  // The only field with an index.
  if (field.column === null && typeof operand === 'string' && CANONICAL_UUID.test(operand)) {
    return sql`(id = ${operand}::uuid)`;
  }
  return ordered(field, name, sql`=`, operand);
}

function ordered(field: RowField, name: string, operator: Sql, operand: Operand): Sql {
  if (operand === null) return sql`false`;
  return sql`coalesce(${fieldSql(field, name)} ${operator} ${operandSql(field.type, operand)}, false)`;
}

/** Text by code points, numbers and instants as `float8`, the numbers of JavaScript. */
function fieldSql({ type, column }: RowField, name: string): Sql {
  if (column === null) return SYSTEM_FIELDS[name] ?? sql`NULL::text`;
  switch (type) {
    case 'str':
      return sql`(cells ->> ${name}::text) COLLATE "C"`;
    case 'bln':
      return sql`(cells ->> ${name}::text)::boolean`;
    case 'dec':
    case 'ctr':
    case 'dte':
      return sql`(cells ->> ${name}::text)::float8`;
  }
}

const SYSTEM_FIELDS: Readonly<Record<string, Sql>> = {
  'Row ID': sql`id::text COLLATE "C"`,
  Created: sql`(extract(epoch FROM created) * 1000)::float8`,
  Updated: sql`(extract(epoch FROM updated) * 1000)::float8`,
};

function operandSql(type: ColumnType, operand: NonNullable<Operand>): Sql {
  switch (type) {
    case 'str':
      return sql`${operand}::text`;
    case 'bln':
      return sql`${operand}::boolean`;
    case 'dec':
    case 'ctr':
      return sql`${operand}::float8`;
    case 'dte':
      return sql`${Number(operand)}::float8`;
  }
}

/** The order of a search, as `orderRows` has it: empty cells last when ascending, equal rows in the order of their creation. */
export function orderSql(columns: readonly TableColumn[], sortBy: RowQuery['sortBy']): Sql {
  if (sortBy === undefined) return sql`ORDER BY position`;
  const field = fieldSql(rowField(columns, sortBy.column), sortBy.column);
  return sql`ORDER BY ${field} ${sortBy.direction === 'asc' ? sql`ASC` : sql`DESC`}, position`;
}

/** Which part of the rows a search wants. */
export function rangeSql({ limit, offset }: Pick<RowQuery, 'limit' | 'offset'>): Sql {
  const most = limit === undefined || !Number.isFinite(limit) ? empty : sql`LIMIT ${limit}::bigint`;
  return sql`${most} ${offset === undefined || offset === 0 ? empty : sql`OFFSET ${offset}::bigint`}`;
}
