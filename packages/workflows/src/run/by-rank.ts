import type { KernelFunction } from '../kernel/kernel-function.ts';
import { plainInputs } from '../kernel/plain-inputs.ts';
import { toList } from '../values/convert.ts';
import { getKey, isObject, type Value, type ValueList } from '../values/value.ts';
import type { Host } from './interpreter-card.ts';

/**
 * Items as a built-in card puts them by a path (`list:sortBy`, `list:uniqueBy`), where the value at the path is what a helper gave for
 * each: both cards then have the same rules.
 * @param output key of the card's list
 */
export function byRank(
  list: ValueList,
  ranks: readonly Value[],
  card: KernelFunction,
  output: string,
  { choices, ports }: Host,
): ValueList {
  const ranked = list.map((item, place) => ({ item, rank: ranks[place] ?? null }));
  const inputs = plainInputs({ list: ranked, path: 'rank' });
  const fields = card.run({ inputs, outputs: [], choices, clock: ports.clock, random: ports.random });
  return toList(getKey(fields, output)).map((one) => (isObject(one) ? getKey(one, 'item') : null));
}
