import type { Value } from '../../values/value.ts';
import { elementRule } from '../element-rule.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { objectItems } from '../object-items.ts';
import { outputs } from '../step.ts';

/** Map to List: an element for every key of an object, in its order. */
export const objectMap: InterpreterCard = {
  name: 'object:map',
  title: 'Map to List',
  begin(run) {
    const items = objectItems(run.inputs.get('object'));
    const mapped = new Array<Value>(items.length).fill(null);
    const elementOf = elementRule(run.card, 'new list');
    return iterate(run, {
      count: items.length,
      itemAt: (place) => items[place] ?? null,
      ended: (place, { result }) => {
        mapped[place] = elementOf(result);
        return false;
      },
      finish: () => outputs({ 'new list': mapped }),
    });
  },
};
