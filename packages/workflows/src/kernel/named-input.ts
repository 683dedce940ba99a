import type { Value } from '../values/value.ts';
import type { CardInputs } from './kernel-function.ts';

/**
 * The first of these inputs that the card has; null without any. For functions whose internal names no export has shown: the name
 * on the card first, then what sister functions call it (workflows-functions 16, 17).
 */
export function namedInput(inputs: CardInputs, ...names: readonly string[]): Value {
  for (const name of names) if (inputs.has(name)) return inputs.get(name);
  return null;
}
