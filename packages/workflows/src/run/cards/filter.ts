import { toBoolean, toList } from '../../values/convert.ts';
import type { ValueObject } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { type Ended, iterate } from '../iterate.ts';
import { outputs } from '../step.ts';

/** Filter Custom: keeps items whose helper's first value is true, whatever its name (workflows-format 5.5). */
export const filter: InterpreterCard = {
  name: 'list:filter',
  title: 'Filter Custom',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    const keeps = new Uint8Array(list.length);
    return iterate(run, {
      count: list.length,
      itemAt: (place) => list[place] ?? null,
      ended: (place, outcome) => {
        if (saysYes(outcome)) keeps[place] = 1;
        return false;
      },
      finish: () => outputs({ list: list.filter((_, place) => keeps[place] === 1) }),
    });
  },
};

/** A helper that was left by Continue If says no. */
export function saysYes({ status, result }: Ended): boolean {
  return status === 'returned' && toBoolean(firstValue(result));
}

export function firstValue(result: ValueObject): ValueObject[string] {
  const [key] = Object.keys(result);
  return key === undefined ? null : (result[key] ?? null);
}
