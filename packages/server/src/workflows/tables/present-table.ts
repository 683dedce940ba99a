import type { FlowRow, FlowTable as TableBody } from '@headwater/protocol';
import { type TableRow, toJson } from '@headwater/workflows';
import type { FlowTable } from './table.ts';

export function presentTable({ stored: _stored, columns, created, lastUpdated, ...table }: FlowTable): TableBody {
  return {
    ...table,
    columns: [...columns],
    created: created.toISOString(),
    lastUpdated: lastUpdated.toISOString(),
  };
}

export function presentRow({ id, created, updated, values }: TableRow): FlowRow {
  return {
    id,
    created: created.toISOString(),
    updated: updated.toISOString(),
    // Of an object it is an object.
    values: toJson(values) as FlowRow['values'],
  };
}
