import { toDate } from '../../values/convert.ts';
import { CardError } from '../card-error.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { checkWait } from './wait.ts';

/** Wait Until: sleeps to an instant, through restarts; one in the past goes on at once. */
export const until: InterpreterCard = {
  name: 'control:until',
  title: 'Wait Until',
  begin({ inputs, host }) {
    const date = toDate(inputs.has('date') ? inputs.get('date') : inputs.get('date & time'));
    if (date === null) {
      throw new CardError('Wait Until has no date to wait for. Map one to it.', { kind: 'required_input_empty' });
    }
    const now = host.ports.clock.now();
    return { type: 'sleep', until: checkWait(now, date.getTime() - now.getTime()) };
  },
};
