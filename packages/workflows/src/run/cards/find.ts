import { toList } from '../../values/convert.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';
import { saysYes } from './filter.ts';

/** Find Custom: the first item whose helper says yes; one after the other, and no further (workflows-functions 3). */
export const find: InterpreterCard = {
  name: 'list:find',
  title: 'Find Custom',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    let found = -1;
    return iterate(run, {
      count: list.length,
      concurrency: 1,
      itemAt: (place) => list[place] ?? null,
      ended: (place, outcome) => {
        if (!saysYes(outcome)) return false;
        found = place;
        return true;
      },
      finish: () => outputs({ item: list[found] ?? null, index: found }),
    });
  },
};
