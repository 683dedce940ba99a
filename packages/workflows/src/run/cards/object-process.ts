import { toText } from '../../values/convert.ts';
import { getKey, setKey, type Value, type ValueObject } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { objectItems } from '../object-items.ts';
import { outputs } from '../step.ts';

/** Map of an object: the helper gives `key` and `value` for every key, or drops it by Continue If (workflows-functions 4). */
export const objectProcess: InterpreterCard = {
  name: 'object:process',
  title: 'Map',
  begin(run) {
    const items = objectItems(run.inputs.get('object'));
    const results = new Array<ValueObject | null>(items.length).fill(null);
    return iterate(run, {
      count: items.length,
      itemAt: (place) => items[place] ?? null,
      ended: (place, { status, result }) => {
        if (status === 'returned') results[place] = result;
        return false;
      },
      finish: () => {
        const output: { [key: string]: Value } = {};
        for (const result of results) {
          if (result !== null) setKey(output, toText(getKey(result, 'key')), getKey(result, 'value'));
        }
        return outputs({ output });
      },
    });
  },
};
