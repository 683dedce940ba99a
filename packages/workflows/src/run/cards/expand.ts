import { getPath } from '../../values/path.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { type FieldsByGroup, setField } from '../set-field.ts';

/** Hidden card that takes parts out of an object; a missing one is null (workflows-format 3.5). */
export const expand: InterpreterCard = {
  name: 'object:expand',
  title: 'Expand',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin({ card, inputs }) {
    const object = inputs.get('object');
    const outputs: FieldsByGroup = {};
    for (const { group, path } of card.paths) {
      setField(outputs, group, 'value', getPath(object, path));
      setField(outputs, group, 'key', path);
    }
    return { type: 'outputs', outputs };
  },
};
