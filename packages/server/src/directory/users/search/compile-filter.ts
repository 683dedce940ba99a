import { type ProfileSchema, USER_STATUSES } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import { filterError } from '../../../scim-filter/filter-error.ts';
import type { FilterNode, FilterValue } from '../../../scim-filter/filter-node.ts';
import { isDateTime } from '../../profile-schemas/formats/date-time.ts';
import { compareKey, compareProfile } from './compare-profile.ts';
import { findField, type SearchField } from './search-fields.ts';
import { type Compare, order, textOf } from './sql-operators.ts';

/**
 * A filter as a condition on rows of `users`; everything the caller wrote is a parameter. Text compares without case, as SCIM
 * has it. `ne` and `not` hold for absent values. Throws E0000031 for attributes and operators that do not exist.
 */
export function compileFilter(schema: ProfileSchema, filter: FilterNode): Sql {
  switch (filter.kind) {
    case 'and':
      return sql`(${compileFilter(schema, filter.left)} AND ${compileFilter(schema, filter.right)})`;
    case 'or':
      return sql`(${compileFilter(schema, filter.left)} OR ${compileFilter(schema, filter.right)})`;
    case 'not':
      return sql`(${compileFilter(schema, filter.operand)}) IS NOT TRUE`;
    case 'present':
      return present(fieldOf(schema, filter));
    case 'compare':
      return comparison(fieldOf(schema, filter), filter);
  }
}

function fieldOf(
  schema: ProfileSchema,
  { attribute, offset }: { readonly attribute: string; readonly offset: number },
): SearchField {
  const field = findField(schema, attribute);
  if (field === undefined) {
    throw filterError(
      offset,
      `there is no attribute "${attribute}"; use id, status, lastUpdated, profile.login and the like`,
    );
  }
  return field;
}

function present(field: SearchField): Sql {
  switch (field.kind) {
    case 'id':
    case 'status':
      return sql`TRUE`;
    case 'instant':
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
    case 'status':
      return compareStatus(compare, value);
    case 'instant':
      return order(field.column, compare, sql`${instantOf(compare, value)}::timestamptz`);
    case 'profile':
      return compareKey(field, compare) ?? compareProfile(field, compare, value);
  }
}

function compareStatus(compare: Compare, value: FilterValue): Sql {
  const status = textOf(compare, value).toUpperCase();
  if (compare.operator !== 'eq') throw filterError(compare.offset, 'a status can only be compared with eq and ne');
  const known = USER_STATUSES.find((one) => one === status);
  if (known === undefined)
    throw filterError(compare.offset, `"${status}" is none of the statuses ${USER_STATUSES.join(', ')}`);
  // The common case is written out, so that the planner sees that it is what the partial index is about.
  return known === 'DEPROVISIONED' ? sql`status = 'DEPROVISIONED'` : sql`status = ${known}`;
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
