import type { InterpreterCard } from '../interpreter-card.ts';
import { type FieldsByGroup, setField } from '../set-field.ts';

/** End of an If/Else: outputs are the inputs of the branch that ran, paired by id (workflows-format 3.6). */
export const join: InterpreterCard = {
  name: 'control:join',
  title: 'Join',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin({ card, inputs }) {
    const outputs: FieldsByGroup = {};
    for (const { place, group, key } of card.joins) setField(outputs, group, key, inputs.values[place] ?? null);
    return { type: 'outputs', outputs };
  },
};
