import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { objectItems } from '../object-items.ts';
import { DONE } from '../step.ts';

/** For Each of an object: calls the helper for every key. */
export const objectEach: InterpreterCard = {
  name: 'object:each',
  title: 'For Each',
  begin(run) {
    const items = objectItems(run.inputs.get('object'));
    return iterate(run, { count: items.length, itemAt: (place) => items[place] ?? null, finish: () => DONE });
  },
};
