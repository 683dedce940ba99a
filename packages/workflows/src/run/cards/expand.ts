import { getPath } from '../../values/path.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

/** Hidden card that takes parts out of an object; a missing one is null (workflows-format 3.5). */
export const expand: InterpreterCard = {
  name: 'object:expand',
  title: 'Expand',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin({ card, inputs }) {
    const object = inputs.get('object');
    const outputs: { [group: string]: { [key: string]: Value } } = {};
    for (const { group, path } of card.paths) {
      setKey(outputs as { [key: string]: Value }, group, { value: getPath(object, path), key: path });
    }
    return { type: 'outputs', outputs };
  },
};
