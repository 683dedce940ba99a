import { toNumber, toText } from '../../values/convert.ts';
import { CardError } from '../card-error.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

const SECOND = 1_000;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['second', SECOND],
  ['minute', 60 * SECOND],
  ['hour', 3_600 * SECOND],
  ['day', 86_400 * SECOND],
]);

/** The documented longest wait (workflows-functions 2). */
const LONGEST = 30 * 86_400 * SECOND;

/** Wait For: sleeps so many seconds, minutes, hours or days, through restarts. */
export const wait: InterpreterCard = {
  name: 'control:wait',
  title: 'Wait For',
  begin({ inputs, host }) {
    const name = toText(inputs.get('unit'));
    const unit = UNITS.get(name.replace(/s$/, ''));
    if (unit === undefined) {
      throw new CardError(`Unknown unit "${name}"; use one of ${[...UNITS.keys()].join(', ')}`, {
        kind: 'invalid_input',
      });
    }
    const delay = (toNumber(inputs.get('delay')) ?? 0) * unit;
    return { type: 'sleep', until: checkWait(host.ports.clock.now(), delay) };
  },
};

/** The instant so many milliseconds from now; one in the past is now. Throws `limit_exceeded` beyond 30 days. */
export function checkWait(now: Date, delay: number): Date {
  if (delay > LONGEST) {
    throw new CardError(`A wait of ${Math.ceil(delay / 86_400_000)} days exceeds the limit of 30 days`, {
      kind: 'limit_exceeded',
    });
  }
  return new Date(now.getTime() + Math.max(0, delay));
}
