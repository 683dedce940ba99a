import { isAmbiguousIterator } from '../compile/ambiguous-iterator.ts';
import { pathReader } from '../values/path.ts';
import { setKey, type Value, type ValueObject } from '../values/value.ts';
import type { CardRun } from './interpreter-card.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/** Arguments that are the same for every call: what the author added, by key. */
export function fixedArguments(inputs: ResolvedInputs): ValueObject {
  const args: { [key: string]: Value } = {};
  for (const { key, value } of inputs.custom(null)) setKey(args, key, value);
  return args;
}

/**
 * Arguments of the calls of an iterating card (workflows-format 5.5): the item or a part of it where the input says so, which wins over
 * a pin, else the fixed value.
 * @param without a key the card fills itself
 */
export function itemArguments({ inputs, host }: CardRun, without?: string): (item: Value) => { [key: string]: Value } {
  const takesItem = host.choices.staticIteratorObject === 'item' && isAmbiguousIterator(inputs.shape);
  const parts = (inputs.shape.custom.get('') ?? []).flatMap((place) => {
    const field = inputs.shape.fields[place]?.field;
    if (field === undefined || field.key === without) return [];
    const isDynamic = takesItem || field.proxy?.dynamic === true;
    const read = isDynamic ? pathReader(field.proxy?.path ?? '') : null;
    return [{ key: field.key, read, value: inputs.values[place] ?? null }];
  });
  return (item) => {
    const args: { [key: string]: Value } = {};
    for (const { key, read, value } of parts) setKey(args, key, read === null ? value : read(item));
    return args;
  };
}
