import type { Connector } from '../connectors/connector.ts';
import type { PackInput } from '../pack/pack.ts';
import { bindLiteral } from './bind-literal.ts';
import type { CompiledInput, CompiledPin, InputShape } from './compiled-scope.ts';
import type { Bindings } from './program.ts';

/**
 * Inputs of a card in evaluation order with what resolves them. Where two have the same group and key (`list:reduce` has a `memo` of
 * its own and may have one of the author's, workflows-format 3.2) the card's own is found by key.
 * @param pins by input id
 */
export function compileInputs(
  inputs: readonly PackInput[],
  pins: ReadonlyMap<string, readonly CompiledPin[]>,
  connector: Connector | null,
  bindings: Bindings,
): InputShape {
  const fields = inputs
    .toSorted((a, b) => a.index - b.index)
    .map((field): CompiledInput => {
      const literal = bindLiteral(field, connector, bindings);
      return { field, literal, pins: isPinned(field) ? (pins.get(field.id) ?? null) : null, block: field.block };
    });
  const places = new Map<string, Map<string, number>>();
  const all = new Map<string, number[]>();
  const custom = new Map<string, number[]>();
  for (const [place, { field }] of fields.entries()) {
    const group = field.group ?? '';
    let byKey = places.get(group);
    if (byKey === undefined) {
      byKey = new Map();
      places.set(group, byKey);
    }
    const known = byKey.get(field.key);
    if (known === undefined || (fields[known]?.field.isCustom === true && !field.isCustom)) byKey.set(field.key, place);
    if (field.isOption) continue;
    listOf(all, group).push(place);
    if (field.isCustom) listOf(custom, group).push(place);
  }
  return { fields, places, all, custom };
}

/** Options never are, and what takes the item of a loop may have a stale pin that means nothing (workflows-format 3.2, 5.5). */
function isPinned({ isOption, proxy }: PackInput): boolean {
  return !isOption && proxy?.dynamic !== true;
}

function listOf(lists: Map<string, number[]>, group: string): number[] {
  const known = lists.get(group);
  if (known !== undefined) return known;
  const list: number[] = [];
  lists.set(group, list);
  return list;
}
