import { compareValues, toOperator } from '../../values/compare.ts';
import { toText } from '../../values/convert.ts';
import { pathReader, toPath } from '../../values/path.ts';
import type { Value } from '../../values/value.ts';
import type { KernelCall } from '../kernel-function.ts';

/**
 * The condition of Filter and Find: what an item has at `path` against `comparison`, which comes in its declared type
 * (workflows-functions 1.5). An empty path is the item itself. Throws `invalid_input` for an unknown operator, also for no items.
 */
export function itemCondition({ inputs, choices }: KernelCall): (item: Value) => boolean {
  const read = pathReader(toPath(inputs.get('path')));
  const operator = toOperator(toText(inputs.get('operator')));
  const comparison = inputs.typed('comparison');
  return (item) => compareValues(read(item), operator, comparison, choices);
}
