import { setKey, type Value } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

/** End of an If/Else: outputs are the inputs of the branch that ran, paired by id (workflows-format 3.6). */
export const join: InterpreterCard = {
  name: 'control:join',
  title: 'Join',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin({ card, inputs }) {
    const outputs: { [group: string]: { [key: string]: Value } } = {};
    for (const { place, group, key } of card.joins) {
      let fields = Object.hasOwn(outputs, group) ? outputs[group] : undefined;
      if (fields === undefined) {
        fields = {};
        setKey(outputs as { [key: string]: Value }, group, fields);
      }
      setKey(fields, key, inputs.values[place] ?? null);
    }
    return { type: 'outputs', outputs };
  },
};
