import type { GroupedFields } from '../connectors/connector.ts';
import { checkList, checkText } from '../values/bounds.ts';

/** Throws `limit_exceeded` when a text or a list among the outputs of a card is too long for any card to work on. */
export function checkOutputs(outputs: GroupedFields): void {
  for (const group in outputs) {
    const fields = outputs[group];
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'string') checkText(value);
      else if (Array.isArray(value)) checkList(value);
    }
  }
}
