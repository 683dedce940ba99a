import { blocksOf } from './check-wormholes.ts';
import type { Pack, PackCard, PackFlow, PackScope } from './pack.ts';
import { PACK_PLACE, type Place, within } from './place.ts';

/** A flow or a block, with the way to it. */
export interface ScopeVisit {
  readonly flow: PackFlow;
  readonly scope: PackScope;
  readonly place: Place;
  /** The card that holds the block; null for the flow itself. */
  readonly outer: PackCard | null;
}

export function flowPlace(flow: PackFlow): Place {
  return within(PACK_PLACE, 'flow', flow.name, flow.id);
}

export function cardPlace(scope: Place, card: PackCard): Place {
  return within(scope, 'card', card.title, card.id);
}

/** Every flow of a pack and every block inside its cards, outer before inner. */
export function* walkScopes(pack: Pack): Generator<ScopeVisit> {
  for (const flow of pack.flows.values()) yield* walkFlow(flow);
}

export function* walkFlow(flow: PackFlow): Generator<ScopeVisit> {
  yield* walkScope(flow, flow.scope, flowPlace(flow), null);
}

function* walkScope(flow: PackFlow, scope: PackScope, place: Place, outer: PackCard | null): Generator<ScopeVisit> {
  yield { flow, scope, place, outer };
  for (const card of scope.cards) {
    const at = cardPlace(place, card);
    for (const { name, block } of blocksOf(card)) yield* walkScope(flow, block, within(at, 'block', name), card);
  }
}
