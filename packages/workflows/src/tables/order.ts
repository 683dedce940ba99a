import type { TableColumn } from '../pack/pack.ts';
import type { RowQuery, TableRow } from '../run/ports.ts';
import { compareCells, rowField } from './filter.ts';

/**
 * Rows in the order of a search; rows that are equal, and all rows without a sort column, keep the order they were created in,
 * which is the one given. Empty cells come last when ascending and first when descending, as PostgreSQL has it.
 * Throws a CardError `not_found` for an unknown column.
 */
export function orderRows(
  columns: readonly TableColumn[],
  sortBy: RowQuery['sortBy'],
  rows: readonly TableRow[],
): readonly TableRow[] {
  if (sortBy === undefined) return rows;
  const { read } = rowField(columns, sortBy.column);
  const sign = sortBy.direction === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const left = read(a);
    const right = read(b);
    if (left === null || right === null) return sign * (Number(left === null) - Number(right === null));
    return sign * compareCells(left, right);
  });
}
