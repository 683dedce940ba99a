import { CardError } from '../../run/card-error.ts';
import { isBlank } from '../../tables/cell.ts';
import { toText } from '../../values/convert.ts';
import { setKey, type Value, type ValueObject } from '../../values/value.ts';
import type { ActionCall, GroupedFields } from '../connector.ts';
import { tableId } from './table-id.ts';

/** Update Row: blank inputs leave the cell, unless the option `updateEmptyInputs` is `Yes`; 0 and false are not blank. */
export async function updateRow(call: ActionCall): Promise<GroupedFields> {
  const table = tableId(call);
  const row = toText(call.inputs.in('Update By', 'Row ID'));
  const withBlanks = toText(call.option('updateEmptyInputs')).toLowerCase() === 'yes';
  const values = fieldsOf(call, (value) => withBlanks || !isBlank(value));
  if (await call.ports.tables.update(call.callId, table, row, values)) return {};
  throw rowMissing(row);
}

/** Values of the group `Fields` by column. */
export function fieldsOf(call: ActionCall, counts: (value: Value) => boolean = () => true): ValueObject {
  const values: { [key: string]: Value } = {};
  for (const { key, value } of call.inputs.all('Fields')) {
    if (counts(value)) setKey(values, key, value);
  }
  return values;
}

/** There is no such row; flows see it as a status of 404 (workflows-functions 11). */
export function rowMissing(row: string): CardError {
  return new CardError(`The table has no row "${row}". It may have been deleted since its id was read.`, {
    kind: 'not_found',
    statusCode: 404,
  });
}
