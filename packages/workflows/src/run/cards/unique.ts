import { toJsonText, toList } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';
import { firstValue } from './filter.ts';

/** Unique Custom: the first item of every value the helper gives. */
export const unique: InterpreterCard = {
  name: 'list:unique',
  title: 'Unique Custom',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    const values = new Array<Value>(list.length).fill(null);
    return iterate(run, {
      count: list.length,
      itemAt: (place) => list[place] ?? null,
      ended: (place, { result }) => {
        values[place] = firstValue(result);
        return false;
      },
      finish: () => {
        const seen = new Set<string>();
        const kept = list.filter((_, place) => {
          const text = toJsonText(values[place] ?? null);
          return !seen.has(text) && seen.add(text);
        });
        return outputs({ list: kept });
      },
    });
  },
};
