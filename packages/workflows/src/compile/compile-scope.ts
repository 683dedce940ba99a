import type { Connector } from '../connectors/connector.ts';
import type { PackCard, PackPin, PackScope } from '../pack/pack.ts';
import { compileInputs } from './compile-inputs.ts';
import type { CompiledCard, CompiledPin, CompiledScope, Store } from './compiled-scope.ts';
import { findWork, type Implementations, type MissingCode } from './find-work.ts';
import { ifRegions } from './if-regions.ts';
import { orderCards } from './order-cards.ts';
import type { Bindings } from './program.ts';

/** Where a scope is. */
export interface ScopePlace {
  readonly flowId: string;
  readonly flowName: string;
  /** As in {@link CompiledScope}. */
  readonly block: string;
}

/** A compiled card beside the one of the pack, for those who look for problems. */
export interface SeenCard {
  readonly source: PackCard;
  readonly compiled: CompiledCard;
  readonly connector: Connector | null;
  readonly missing: MissingCode | null;
}

/** Makes a scope ready to run (workflows-format 5.0); blocks inside its cards are scopes of their own. */
export function compileScope(
  scope: PackScope,
  place: ScopePlace,
  implementations: Implementations,
  bindings: Bindings,
): { readonly compiled: CompiledScope; readonly cards: readonly SeenCard[] } {
  const order = orderCards(scope);
  const regions = ifRegions(scope, order);
  const wiring = wire(order);
  const cards = order.map((source, at): SeenCard => {
    const { work, connector, missing } = findWork(source, at === 0, implementations);
    const inputs = compileInputs(source.inputs, wiring.pins.get(source.id) ?? new Map(), connector, bindings);
    const compiled: CompiledCard = {
      id: source.id,
      title: source.title,
      name: source.kind.type === 'kernel' ? source.kind.name : `${source.kind.connector} ${source.kind.action}`,
      module: source.kind.type === 'kernel' ? (source.kind.name.split(':')[0] ?? '') : source.kind.connector,
      work,
      inputs,
      stores: wiring.stores.get(source.id) ?? [],
      wanted: source.outputs.map(({ group, key, type, isList, schema }) => ({ group, key, type, isList, schema })),
      paths: source.outputs.flatMap(({ group, path }) => (path === null ? [] : [{ group: group ?? '', path }])),
      joins: joinsOf(
        source,
        inputs.fields.map(({ field }) => field.id),
      ),
      guard: regions.guards.get(source.id) ?? null,
      decision: regions.decisions.get(source.id) ?? -1,
      dead: wiring.dead.get(source.id) ?? [],
      policy: source.errorPolicy,
      timeoutMilliseconds: source.timeoutMilliseconds,
    };
    return { source, compiled, connector, missing };
  });
  const compiled: CompiledScope = {
    ...place,
    cards: cards.map((card) => card.compiled),
    slotCount: wiring.slotCount,
    decisionCount: regions.decisions.size,
  };
  return { compiled, cards };
}

interface Wiring {
  /** By card and input. */
  readonly pins: ReadonlyMap<string, ReadonlyMap<string, readonly CompiledPin[]>>;
  readonly stores: ReadonlyMap<string, readonly Store[]>;
  readonly dead: ReadonlyMap<string, readonly number[]>;
  readonly slotCount: number;
}

/** Gives each output that somebody reads a slot, and says after which card nobody reads it any more. */
function wire(order: readonly PackCard[]): Wiring {
  const positions = new Map(order.map(({ id }, at) => [id, at]));
  const pins = new Map<string, Map<string, CompiledPin[]>>();
  const stores = new Map<string, Store[]>();
  const dead = new Map<string, number[]>();
  let slotCount = 0;
  for (const card of order) {
    const readersOf = new Map<string, PackPin[]>();
    for (const pin of card.pins) if (positions.has(pin.toCard)) push(readersOf, pin.output, pin);
    for (const output of card.outputs) {
      const readers = readersOf.get(output.id);
      if (readers === undefined) continue;
      const slot = slotCount++;
      push(stores, card.id, { group: output.group ?? '', key: output.key, slot });
      let last = 0;
      for (const { toCard, toInput, convert, wrap } of readers) {
        let inputs = pins.get(toCard);
        if (inputs === undefined) {
          inputs = new Map();
          pins.set(toCard, inputs);
        }
        push(inputs, toInput, { slot, convert, wrap });
        last = Math.max(last, positions.get(toCard) ?? 0);
      }
      push(dead, (order[last] as PackCard).id, slot);
    }
  }
  // Later cards first: a join prefers what its branches gave to what was there before them.
  for (const inputs of pins.values()) {
    for (const list of inputs.values()) list.reverse();
  }
  return { pins, stores, dead, slotCount };
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function joinsOf(card: PackCard, inputIds: readonly string[]): CompiledCard['joins'] {
  return card.joins.flatMap(({ input, output }) => {
    const place = inputIds.indexOf(input);
    const field = card.outputs.find(({ id }) => id === output);
    return place === -1 || field === undefined ? [] : [{ place, group: field.group ?? '', key: field.key }];
  });
}
