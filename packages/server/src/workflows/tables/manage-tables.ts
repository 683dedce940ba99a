import { type FlowTableChange, type FlowTableRequest, validationFailed } from '@headwater/protocol';
import { CardError, newCells, type TableColumn } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { changeColumns } from './change-columns.ts';
import { checkColumnCount, createTables } from './create-table.ts';
import { type FlowTable, getTable } from './table.ts';

/** Makes a table by hand. Throws `validationFailed`. */
export async function createTable(tx: Transaction, org: Org, request: FlowTableRequest): Promise<FlowTable> {
  const columns = toColumns(request.columns);
  const [id = ''] = await createTables(tx, org, [
    { name: request.name, description: request.description ?? '', columns },
  ]);
  return getTable(tx, id);
}

/**
 * Changes a table that was made by hand: those of a pack are as the pack has them. Columns that are left out are deleted with their
 * cells. Throws `notFound`, `validationFailed`.
 */
export async function updateTable(tx: Transaction, org: Org, id: string, change: FlowTableChange): Promise<FlowTable> {
  const table = await getTable(tx, id, 'update');
  if (table.packId !== null) {
    throw validationFailed('flowTable', [
      `flowTable: "${table.name}" belongs to a pack and is as the pack has it; import a new version of the pack`,
    ]);
  }
  await tx.execute(sql`
    UPDATE flow_tables SET name = ${change.name ?? table.name}, description = ${change.description ?? table.description},
      last_updated = ${org.clock.now()}
    WHERE id = ${id}`);
  if (change.columns !== undefined) {
    const columns = toColumns(change.columns);
    checkColumnCount(org, table.name, columns);
    await changeColumns(tx, org, table, columns, 'delete');
  }
  return getTable(tx, id);
}

/** Deletes a table with its rows. One of a pack can be deleted once the pack has it no more. Throws `notFound`, `validationFailed`. */
export async function deleteTable(tx: Transaction, id: string): Promise<void> {
  const table = await getTable(tx, id, 'update');
  if (table.packId !== null && !table.isGone) {
    throw validationFailed('flowTable', [
      `flowTable: "${table.name}" belongs to a pack; delete the pack, or import a version without the table`,
    ]);
  }
  await tx.execute(sql`DELETE FROM flow_tables WHERE id = ${id}`);
}

function toColumns(given: FlowTableRequest['columns']): readonly TableColumn[] {
  const columns = given.map(({ name, type, default: preset }) => ({ name, type, default: preset ?? null }));
  const names = columns.map(({ name }) => name);
  const causes = columns.flatMap((column, index) => [
    ...(names.indexOf(column.name) === index ? [] : [`columns[${index}].name: There are two columns "${column.name}"`]),
    ...defaultCauses(column, index),
  ]);
  if (causes.length > 0) throw validationFailed('columns', causes);
  return columns;
}

function defaultCauses(column: TableColumn, index: number): readonly string[] {
  try {
    newCells([column], {});
    return [];
  } catch (error) {
    if (error instanceof CardError) return [`columns[${index}].default: ${error.message}`];
    throw error;
  }
}
