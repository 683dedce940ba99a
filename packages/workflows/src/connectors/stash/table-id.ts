import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import type { ActionCall } from '../connector.ts';

/** The table a card works on: its option, or the input when it is chosen at run time (workflows-format 6.1). */
export function tableId(call: ActionCall): string {
  const id = toText(call.option('stash')) || toText(call.inputs.in('Table', 'Table ID'));
  if (id !== '') return id;
  throw new CardError('The card names no table. Choose one, or give a Table ID.', {
    kind: 'required_input_empty',
    statusCode: 400,
  });
}
