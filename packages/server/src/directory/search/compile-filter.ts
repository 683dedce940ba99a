import sql, { raw, type Sql } from 'sql-template-tag';
import { filterError } from '../../scim-filter/filter-error.ts';
import type { FilterNode, FilterValue } from '../../scim-filter/filter-node.ts';
import { isDateTime } from '../profile-schemas/formats/date-time.ts';
import { compareKey, compareProfile } from './compare-profile.ts';
import { compareFolded } from './compare-text.ts';
import type { SearchField, SearchFields } from './search-field.ts';
import { type Compare, order, textOf } from './sql-operators.ts';

/**
 * A filter as a condition on rows; everything the caller wrote is a parameter. Text compares without case, as SCIM has it. `ne` and
 * `not` hold for absent values. Throws E0000031 for attributes and operators that do not exist.
 */
export function compileFilter(fields: SearchFields, filter: FilterNode): Sql {
  switch (filter.kind) {
    case 'and':
      return sql`(${compileFilter(fields, filter.left)} AND ${compileFilter(fields, filter.right)})`;
    case 'or':
      return sql`(${compileFilter(fields, filter.left)} OR ${compileFilter(fields, filter.right)})`;
    case 'not':
      return sql`(${compileFilter(fields, filter.operand)}) IS NOT TRUE`;
    case 'present':
      return present(fieldOf(fields, filter));
    case 'compare':
      return comparison(fieldOf(fields, filter), filter);
  }
}

/** `co` needs `search`, as on Okta. Throws E0000031 for a filter that has it. */
export function refuseContains(filter: FilterNode): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      refuseContains(filter.left);
      refuseContains(filter.right);
      return;
    case 'not':
      refuseContains(filter.operand);
      return;
    case 'present':
      return;
    case 'compare':
      if (filter.operator === 'co') throw filterError(filter.offset, 'co can be used in search, not in filter');
  }
}

function fieldOf(
  fields: SearchFields,
  { attribute, offset }: { readonly attribute: string; readonly offset: number },
): SearchField {
  const field = fields.find(attribute);
  if (field === undefined) throw filterError(offset, `there is no attribute "${attribute}"; use ${fields.examples}`);
  return field;
}

function present(field: SearchField): Sql {
  switch (field.kind) {
    case 'id':
    case 'choice':
      return sql`TRUE`;
    case 'instant':
    case 'text':
      return sql`${field.column} IS NOT NULL`;
    case 'profile':
      return sql`profile ->> ${field.name}::text IS NOT NULL`;
  }
}

function comparison(field: SearchField, compare: Compare): Sql {
  const { operator, value } = compare;
  if (value === null) {
    if (operator === 'eq') return sql`(${present(field)}) IS NOT TRUE`;
    if (operator === 'ne') return present(field);
    throw filterError(compare.offset, `null can only be compared with eq and ne, not with ${operator}`);
  }
  if (operator === 'ne') return sql`(${comparison(field, { ...compare, operator: 'eq' })}) IS NOT TRUE`;
  switch (field.kind) {
    case 'id':
      return order(sql`id`, compare, sql`${textOf(compare, value)}::text`);
    case 'choice':
      return compareChoice(field.column, field.values, compare, value);
    case 'instant':
      return order(field.column, compare, sql`${instantOf(compare, value)}::timestamptz`);
    case 'text':
      return compareFolded(field.folded, compare, value);
    case 'profile':
      return compareKey(field, compare) ?? compareProfile(field, compare, value);
  }
}

function compareChoice(column: Sql, values: readonly string[], compare: Compare, value: FilterValue): Sql {
  const chosen = textOf(compare, value).toUpperCase();
  if (compare.operator !== 'eq')
    throw filterError(compare.offset, `a ${compare.attribute} can only be compared with eq and ne`);
  const known = values.find((one) => one === chosen);
  if (known === undefined) {
    throw filterError(compare.offset, `"${chosen}" is none of ${compare.attribute}'s values ${values.join(', ')}`);
  }
  // A value of the code, written out so that the planner sees what a partial index is about.
  return sql`${column} = ${raw(`'${known}'`)}`;
}

function instantOf(compare: Compare, value: FilterValue): Date {
  if (typeof value !== 'string' || !isDateTime(value)) {
    throw filterError(
      compare.offset,
      `${compare.attribute} is compared with a date and time such as "2026-01-31T09:30:00.000Z"`,
    );
  }
  return new Date(value);
}
