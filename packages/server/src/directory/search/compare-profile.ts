import sql, { type Sql } from 'sql-template-tag';
import { isStorable } from '../../json/storable-text.ts';
import { filterError } from '../../scim-filter/filter-error.ts';
import type { FilterValue } from '../../scim-filter/filter-node.ts';
import { emailKey, loginKey } from '../keys.ts';
import { compareFolded } from './compare-text.ts';
import { foldText, type SearchField } from './search-field.ts';
import { type Compare, order } from './sql-operators.ts';

type ProfileField = Extract<SearchField, { kind: 'profile' }>;

/** Equality and beginnings of login and email, by their indexes; `undefined` for what these cannot answer. */
export function compareKey(field: ProfileField, { operator, value }: Compare): Sql | undefined {
  if (field.key === undefined || typeof value !== 'string' || value === '' || !isStorable(value)) return undefined;
  const column = field.key === 'login' ? sql`login_key` : sql`email_key`;
  const key = field.key === 'login' ? loginKey(value) : (emailKey(value) ?? '');
  if (operator === 'eq') return sql`${column} = ${key}`;
  return operator === 'sw' ? sql`${column} ^@ ${key}` : undefined;
}

/** A comparison with a profile attribute of any type; a list fits when one of its elements does. */
export function compareProfile(field: ProfileField, compare: Compare, value: FilterValue): Sql {
  const stored = sql`profile -> ${field.name}::text`;
  switch (field.type) {
    case 'string':
      return compareFolded(foldText(sql`(profile ->> ${field.name}::text)`), compare, value);
    case 'boolean':
      return compareBoolean(stored, compare, value);
    case 'number':
    case 'integer':
      return compareNumber(stored, compare, value);
    case 'string[]':
      return someElement(stored, compareFolded(foldText(sql`(element #>> '{}')`), compare, value));
    case 'number[]':
    case 'integer[]':
      return someElement(stored, compareNumber(sql`element`, compare, value));
  }
}

function compareBoolean(stored: Sql, compare: Compare, value: FilterValue): Sql {
  if (typeof value !== 'boolean')
    throw filterError(compare.offset, `${compare.attribute} is compared with true or false`);
  if (compare.operator !== 'eq') {
    throw filterError(compare.offset, `${compare.attribute} can only be compared with eq and ne`);
  }
  return sql`${stored} = ${JSON.stringify(value)}::jsonb`;
}

/** Compared as JSON, which has no values that fail to convert; the type is asked because text sorts below numbers there. */
function compareNumber(stored: Sql, compare: Compare, value: FilterValue): Sql {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw filterError(compare.offset, `${compare.attribute} is compared with a number`);
  return sql`(jsonb_typeof(${stored}) = 'number' AND ${order(stored, compare, sql`${JSON.stringify(value)}::jsonb`)})`;
}

function someElement(stored: Sql, condition: Sql): Sql {
  return sql`EXISTS (
    SELECT FROM jsonb_array_elements(CASE jsonb_typeof(${stored}) WHEN 'array' THEN ${stored} ELSE '[]' END) AS list (element)
     WHERE ${condition})`;
}
