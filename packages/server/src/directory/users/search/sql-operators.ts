import sql, { type Sql } from 'sql-template-tag';
import type { Compare } from './filter.ts';
import { invalidSearch } from './invalid-search.ts';

/** `left operator right` for operators that compare by order. Throws `invalidSearch` for the others. */
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
      throw invalidSearch(compare.at, `${compare.attribute} cannot be compared with ${compare.operator}`);
  }
}
