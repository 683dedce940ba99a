import { toList } from '../../values/convert.ts';
import { singleValue } from '../element-rule.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';

/**
 * Reduce: one after the other; the running value goes in as `memo`, and what comes back is the next one: the value of a result with
 * one field, else the result (workflows-format 5.5, "Memo rule"). A helper left by Continue If has one field as well, its message.
 */
export const reduce: InterpreterCard = {
  name: 'list:reduce',
  title: 'Reduce',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    let memo = run.inputs.get('memo');
    return iterate(run, {
      count: list.length,
      concurrency: 1,
      itemAt: (place) => list[place] ?? null,
      own: { key: 'memo', value: () => memo },
      ended: (_place, { result }) => {
        memo = singleValue(result);
        return false;
      },
      finish: () => outputs({ item: memo }),
    });
  },
};
