import { type ProfileSchema, USER_STATUSES } from '@headwater/protocol';
import sql, { join, type Sql } from 'sql-template-tag';
import { isDateTime } from '../../profile-schemas/formats/date-time.ts';
import { compareKey, compareProfile } from './compare-profile.ts';
import type { Compare, Filter, FilterValue } from './filter.ts';
import { invalidSearch } from './invalid-search.ts';
import { findField, type SearchField } from './search-fields.ts';
import { order } from './sql-operators.ts';

/**
 * A filter as a condition on rows of `users`; everything the caller wrote is a parameter. Text compares without case, as SCIM
 * has it. `ne` and `not` hold for absent values. Throws `invalidSearch` for attributes and operators that do not exist.
 */
export function compileFilter(schema: ProfileSchema, filter: Filter): Sql {
  switch (filter.kind) {
    case 'and':
      return sql`(${join(
        filter.operands.map((operand) => compileFilter(schema, operand)),
        ' AND ',
      )})`;
    case 'or':
      return sql`(${join(
        filter.operands.map((operand) => compileFilter(schema, operand)),
        ' OR ',
      )})`;
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
  { attribute, at }: { readonly attribute: string; readonly at: number },
): SearchField {
  const field = findField(schema, attribute);
  if (field === undefined) {
    throw invalidSearch(
      at,
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
    throw invalidSearch(compare.at, `null can only be compared with eq and ne, not with ${operator}`);
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
  if (compare.operator !== 'eq') throw invalidSearch(compare.at, 'a status can only be compared with eq and ne');
  const known = USER_STATUSES.find((one) => one === status);
  if (known === undefined)
    throw invalidSearch(compare.at, `"${status}" is none of the statuses ${USER_STATUSES.join(', ')}`);
  // The common case is written out, so that the planner sees that it is what the partial index is about.
  return known === 'DEPROVISIONED' ? sql`status = 'DEPROVISIONED'` : sql`status = ${known}`;
}

function textOf(compare: Compare, value: FilterValue): string {
  if (typeof value !== 'string')
    throw invalidSearch(compare.at, `${compare.attribute} is compared with text in quotes`);
  return value;
}

function instantOf(compare: Compare, value: FilterValue): Date {
  if (typeof value !== 'string' || !isDateTime(value)) {
    throw invalidSearch(
      compare.at,
      `${compare.attribute} is compared with a date and time such as "2026-01-31T09:30:00.000Z"`,
    );
  }
  return new Date(value);
}
