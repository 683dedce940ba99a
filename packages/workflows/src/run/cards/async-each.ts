import { toList } from '../../values/convert.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { iterate } from '../iterate.ts';
import { DONE } from '../step.ts';

/**
 * For Each - Ignore Errors: goes on after a failure, and still waits for all. In event flows it holds a block, and whether the rest
 * of a batch runs after a failure is a switch (`eventBatchAfterError`, workflows-format 5.10).
 */
export const asyncEach: InterpreterCard = {
  name: 'list:asyncEach',
  title: 'For Each - Ignore Errors',
  begin(run) {
    const { inputs, host } = run;
    const list = toList(inputs.get('list'));
    const isBatch = inputs.shape.fields[inputs.place('', 'flo')]?.block != null;
    const stops = isBatch && host.choices.eventBatchAfterError === 'stops';
    return iterate(run, {
      count: list.length,
      itemAt: (place) => list[place] ?? null,
      ...(stops ? {} : { failed: () => {} }),
      finish: () => DONE,
    });
  },
};
