import { CardError } from '../../run/card-error.ts';
import { conversionError, toDate } from '../../values/convert.ts';
import type { CardInputs } from '../kernel-function.ts';

/** An input as an instant. Throws `required_input_empty` when it is blank and `type_conversion` when it is no date. */
export function dateInput(inputs: CardInputs, key: string): Date {
  const date = toDate(inputs.get(key));
  if (date === null) {
    throw new CardError(`Input "${key}" needs a date; map one to it`, { kind: 'required_input_empty' });
  }
  if (Number.isNaN(date.getTime())) throw conversionError('Invalid date', 'date');
  return date;
}

/** An instant that was computed. Throws `out_of_bounds` when it is beyond what dates can be. */
export function checkDate(date: Date): Date {
  if (Number.isNaN(date.getTime())) {
    throw new CardError('The date is more than 271,821 years away; use a smaller number', { kind: 'out_of_bounds' });
  }
  return date;
}
