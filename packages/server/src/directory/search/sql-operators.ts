import sql, { type Sql } from 'sql-template-tag';
import { filterError } from '../../scim-filter/filter-error.ts';
import type { FilterNode, FilterValue } from '../../scim-filter/filter-node.ts';

export type Compare = Extract<FilterNode, { kind: 'compare' }>;

/** `left operator right` for operators that compare by order. Throws E0000031 for the others. */
export function order(left: Sql, compare: Compare, right: Sql): Sql {
  switch (compare.operator) {
    case 'eq':
      return sql`${left} = ${right}`;
    case 'gt':
      return sql`${left} > ${right}`;
    case 'ge':
      return sql`${left} >= ${right}`;
    case 'lt':
      return sql`${left} < ${right}`;
    case 'le':
      return sql`${left} <= ${right}`;
    case 'ne':
    case 'sw':
    case 'co':
    case 'ew':
      throw filterError(compare.offset, `${compare.attribute} cannot be compared with ${compare.operator}`);
  }
}

/** The value of a comparison with text. Throws E0000031 for other values, and for text that cannot be stored. */
export function textOf(compare: Compare, value: FilterValue): string {
  if (typeof value !== 'string')
    throw filterError(compare.offset, `${compare.attribute} is compared with text in quotes`);
  if (value.includes('\0')) throw filterError(compare.offset, 'text cannot have the character NUL');
  return value;
}
