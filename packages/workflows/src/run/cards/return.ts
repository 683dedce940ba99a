import { setKey, type Value } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

/** Ends the flow, or the block it is in; its inputs are the result (workflows-format 5.3). */
export const returnCard: InterpreterCard = {
  name: 'control:return',
  title: 'Return',
  isPure: true,
  begin({ inputs }) {
    const result: { [key: string]: Value } = {};
    for (const { key, value } of inputs.all(null)) setKey(result, key, value);
    return { type: 'close', outcome: { status: 'returned', result } };
  },
};
