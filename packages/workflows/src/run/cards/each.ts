import { toList } from '../../values/convert.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { DONE } from '../step.ts';

/** For Each: calls the helper for every item; the first failure stops the card. */
export const each: InterpreterCard = {
  name: 'list:each',
  title: 'For Each',
  begin(run) {
    const list = toList(run.inputs.get('list'));
    return iterate(run, { count: list.length, itemAt: (place) => list[place] ?? null, finish: () => DONE });
  },
};
