import sql, { type Sql } from 'sql-template-tag';
import type { FilterValue } from '../../scim-filter/filter-node.ts';
import { foldText } from './search-field.ts';
import { type Compare, order, textOf } from './sql-operators.ts';

/** A comparison of text that is folded already ({@link foldText}) with what the caller wrote. */
export function compareFolded(folded: Sql, compare: Compare, value: FilterValue): Sql {
  const right = foldText(sql`${textOf(compare, value)}::text`);
  if (compare.operator === 'sw') return sql`${folded} ^@ ${right}`;
  if (compare.operator === 'co') return sql`strpos(${folded}, ${right}) > 0`;
  return order(folded, compare, right);
}
