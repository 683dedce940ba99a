import type { ColumnType } from '../../pack/pack.ts';
import { toText } from '../../values/convert.ts';
import type { ActionCall, Connector, GroupedFields } from '../connector.ts';
import { exportToCsv, importFromCsv } from './csv-files.ts';
import { searchRows } from './search-rows.ts';
import { tableId } from './table-id.ts';
import { fieldsOf, rowMissing, updateRow } from './update-row.ts';

/** Tables (workflows-format 6.1, workflows-functions 11). Its cards need no connection. */
export const stash: Connector = {
  name: 'stash',
  title: 'Tables',
  connections: [],
  actions: {
    createRow: { title: 'Create Row', effect: 'tables', run: createRow },
    readRow: { title: 'Read Row', effect: 'reads', required: ['Read By.Row ID'], run: readRow },
    updateRow: { title: 'Update Row', effect: 'tables', required: ['Update By.Row ID'], run: updateRow },
    deleteRow: { title: 'Delete Row', effect: 'tables', required: ['Delete By.Row ID'], run: deleteRow },
    searchRows2: { title: 'Search Rows', effect: 'reads', run: searchRows },
    clearTable: { title: 'Clear Table', effect: 'tables', run: clearTable },
    readTable: { title: 'Read Table', effect: 'reads', run: readTable },
    exportToCSV: { title: 'Export to CSV', effect: 'reads', required: ['File.Filename'], run: exportToCsv },
    importFromCSV: {
      title: 'Import From CSV',
      effect: 'tables',
      required: ['Source.File Content'],
      run: importFromCsv,
    },
  },
};

async function createRow(call: ActionCall): Promise<GroupedFields> {
  const [id = null] = await call.ports.tables.insert(call.callId, tableId(call), [fieldsOf(call)]);
  return { Output: { 'Row ID': id } };
}

async function readRow(call: ActionCall): Promise<GroupedFields> {
  const id = toText(call.inputs.in('Read By', 'Row ID'));
  const row = await call.ports.tables.read(tableId(call), id);
  if (row === null) throw rowMissing(id);
  return { Fields: row.values, Row: { Created: row.created, Updated: row.updated } };
}

/** A row that is gone already is no failure. */
async function deleteRow(call: ActionCall): Promise<GroupedFields> {
  await call.ports.tables.delete(call.callId, tableId(call), toText(call.inputs.in('Delete By', 'Row ID')));
  return {};
}

async function clearTable(call: ActionCall): Promise<GroupedFields> {
  return { Table: { 'Cleared Rows': await call.ports.tables.clear(call.callId, tableId(call)) } };
}

const TYPE_NAMES: Readonly<Record<ColumnType, string>> = {
  str: 'string',
  dec: 'number',
  bln: 'boolean',
  dte: 'date',
  ctr: 'counter',
};

async function readTable(call: ActionCall): Promise<GroupedFields> {
  const { columns } = await call.ports.tables.describe(tableId(call));
  return { Output: { 'Column Schema': columns.map(({ name, type }) => ({ name, type: TYPE_NAMES[type] })) } };
}
