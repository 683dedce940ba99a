import { toBoolean, toText } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import type { CardInputs } from '../kernel-function.ts';

/** Options stand beside the text or in a group of their own; no export has shown which. */
export const XML_OPTIONS_GROUP = 'options';

/** An option of a card of XML; null when it is not given. */
function xmlOption(inputs: CardInputs, name: string): Value {
  return inputs.has(name) ? inputs.get(name) : inputs.in(XML_OPTIONS_GROUP, name);
}

/** An option that is text. */
export function xmlText(inputs: CardInputs, name: string, otherwise: string): string {
  return toText(xmlOption(inputs, name)) || otherwise;
}

/** An option that is on or off; off when it is not given. */
export function xmlSwitch(inputs: CardInputs, name: string): boolean {
  return toBoolean(xmlOption(inputs, name));
}
