import moment from 'moment-timezone';
import { CardError } from '../../run/card-error.ts';
import { toNumber, toText } from '../../values/convert.ts';
import type { CardInputs } from '../kernel-function.ts';
import { checkDate, dateInput } from './date-input.ts';

const UNITS = ['milliseconds', 'seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;

type Unit = (typeof UNITS)[number];

/**
 * What `date:add` and `date:subtract` do, in UTC: months and years end at the last day of a shorter month, and parts of days and
 * longer units are rounded to whole ones (workflows-functions 6).
 */
export function moveDate(inputs: CardInputs, direction: 1 | -1): Date {
  const scale = (toNumber(inputs.get('scale')) ?? 0) * direction;
  return checkDate(
    moment
      .utc(dateInput(inputs, 'start'))
      .add(scale, toUnit(toText(inputs.get('unit'))))
      .toDate(),
  );
}

/** `days`, also `Days` and `day`. */
function toUnit(name: string): Unit {
  const plain = name.trim().toLowerCase();
  const unit = UNITS.find((known) => known === plain || known === `${plain}s`);
  if (unit === undefined) {
    const message = `"${name.slice(0, 40)}" is no unit of time; use one of ${UNITS.join(', ')}`;
    throw new CardError(message, { kind: 'invalid_input' });
  }
  return unit;
}
