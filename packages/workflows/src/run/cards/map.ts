import { toList } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import { elementRule } from '../element-rule.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { outputs } from '../step.ts';

/**
 * Map: a list of the same length and order, made of the helper's results (workflows-format 5.5); `{message}` is that of a helper left
 * by Continue If.
 */
export const map: InterpreterCard = {
  name: 'list:map',
  title: 'Map',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    const mapped = new Array<Value>(list.length).fill(null);
    const elementOf = elementRule(run.card, 'new list');
    return iterate(run, {
      count: list.length,
      itemAt: (place) => list[place] ?? null,
      ended: (place, { result }) => {
        mapped[place] = elementOf(result);
        return false;
      },
      finish: () => outputs({ 'new list': mapped }),
    });
  },
};
