import { toNumber, toText } from '../../values/convert.ts';
import { setKey, type Value } from '../../values/value.ts';
import { CardError } from '../card-error.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import type { ResolvedInputs } from '../resolved-inputs.ts';

/** Ends the flow with an error of the author's (workflows-functions 2). */
export const throwCard: InterpreterCard = {
  name: 'control:throw',
  title: 'Return Error',
  begin({ inputs }) {
    throw thrownError(inputs);
  },
};

/** The error a card raises from its inputs: message, status (500 unless given), and the fields the author added. */
export function thrownError(inputs: ResolvedInputs): CardError {
  const fields: { [key: string]: Value } = {};
  for (const { key, value } of inputs.custom(null)) setKey(fields, key, value);
  return new CardError(toText(inputs.get('message')), {
    kind: 'thrown',
    statusCode: toNumber(inputs.get('statusCode')) ?? 500,
    fields,
  });
}
