import { listSortBy } from '../../kernel/list/sort-by.ts';
import { toList } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import { byRank } from '../by-rank.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';
import { firstValue } from './filter.ts';

/** Sort Custom: ascending by what the helper gives for each item, as Sort does by a path (workflows-functions 3). */
export const sort: InterpreterCard = {
  name: 'list:sort',
  title: 'Sort Custom',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    const ranks = new Array<Value>(list.length).fill(null);
    return iterate(run, {
      count: list.length,
      itemAt: (place) => list[place] ?? null,
      ended: (place, { result }) => {
        ranks[place] = firstValue(result);
        return false;
      },
      finish: () => outputs({ list: byRank(list, ranks, listSortBy, 'sorted list', run.host) }),
    });
  },
};
