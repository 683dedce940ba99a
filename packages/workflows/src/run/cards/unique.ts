import { listUniqueBy } from '../../kernel/list/unique-by.ts';
import { toList } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import { byRank } from '../by-rank.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';
import { firstValue } from './filter.ts';

/** Unique Custom: the first item of every value the helper gives, in the order of Remove Duplicates (workflows-functions 3). */
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
      finish: () => outputs({ list: byRank(list, values, listUniqueBy, 'unique list', run.host) }),
    });
  },
};
