import { compareValues } from '../../values/compare.ts';
import { toList } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';
import { firstValue } from './filter.ts';

/** Sort Custom: ascending by what the helper gives for each item; equal ones stay in their order, nulls come last. */
export const sort: InterpreterCard = {
  name: 'list:sort',
  title: 'Sort Custom',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    const ranks = new Array<Value>(list.length).fill(null);
    const { choices } = run.host;
    const isBefore = (a: Value, b: Value): boolean =>
      b === null ? a !== null : a !== null && compareValues(a, '<', b, choices);
    return iterate(run, {
      count: list.length,
      itemAt: (place) => list[place] ?? null,
      ended: (place, { result }) => {
        ranks[place] = firstValue(result);
        return false;
      },
      finish: () => {
        const order = list.map((_, place) => place);
        order.sort((a, b) => {
          const [left, right] = [ranks[a] ?? null, ranks[b] ?? null];
          if (isBefore(left, right)) return -1;
          return isBefore(right, left) ? 1 : a - b;
        });
        return outputs({ list: order.map((place) => list[place] ?? null) });
      },
    });
  },
};
