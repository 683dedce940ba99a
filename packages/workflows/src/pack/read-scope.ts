import { checkIfs } from './check-ifs.ts';
import { checkOrder } from './check-order.ts';
import { checkPins } from './check-pins.ts';
import { checkWormholes } from './check-wormholes.ts';
import type { PackCard, PackScope } from './pack.ts';
import { type Place, seen, within } from './place.ts';
import { readCard } from './read-card.ts';
import { type JsonObject, own, type Reading } from './reading.ts';

/** Reads the cards and control edges of a flow or block and checks that they hang together (workflows-format 10.8). */
export function readScope(reading: Reading, raw: JsonObject, id: string, place: Place, depth = 0): PackScope {
  reading.bound(depth, reading.limits.blockDepth, 'blocks one inside the other', place);
  const readBlock = (block: JsonObject, at: Place) =>
    readScope(reading, block, blockId(reading, block, at), at, depth + 1);
  const cards = readCards(reading, own(raw, 'methods'), place, readBlock);
  const scope: PackScope = { id, cards, edges: readEdges(reading, own(raw, 'orderings'), cards, place) };
  checkScope(reading, scope, place, depth > 0);
  return scope;
}

function checkScope(reading: Reading, scope: PackScope, place: Place, isBlock: boolean): void {
  const ifsHold = checkIfs(reading, scope, place);
  const order = checkOrder(reading, scope, place, isBlock);
  checkPins(reading, scope, order, ifsHold, place);
  checkWormholes(reading, scope, place);
}

function blockId(reading: Reading, block: JsonObject, place: Place): string {
  const id = own(block, 'uuid') ?? own(block, 'id');
  return reading.isId(id, place, 'The uuid of a block') ? id : '';
}

function readCards(
  reading: Reading,
  methods: unknown,
  place: Place,
  readBlock: (block: JsonObject, place: Place) => PackScope,
): readonly PackCard[] {
  if (!Array.isArray(methods)) {
    reading.refuse('list_expected', place, `Its methods must be a list of cards, and are ${seen(methods)}`);
    return [];
  }
  reading.countCards(methods.length, place);
  const cards = new Map<string, PackCard>();
  for (const raw of methods) {
    const card = readCard(reading, raw, place, readBlock);
    if (card === null) continue;
    if (cards.has(card.id)) {
      const twin = within(place, 'card', card.title, card.id);
      reading.refuse('card_duplicate', twin, 'There is another card with the same uuid beside it; uuids must differ');
    }
    cards.set(card.id, card);
  }
  return [...cards.values()];
}

function readEdges(
  reading: Reading,
  orderings: unknown,
  cards: readonly PackCard[],
  place: Place,
): readonly (readonly [string, string])[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const edges = new Map<string, readonly [string, string]>();
  const all = Object.values(reading.object(orderings, place, 'Its orderings'));
  reading.bound(all.length, reading.limits.edgesPerScope, 'orderings', place);
  for (const edge of all) {
    const [from, to]: unknown[] = Array.isArray(edge) ? edge : [];
    if (typeof from !== 'string' || typeof to !== 'string') {
      reading.refuse('edge_invalid', place, `An ordering must be a pair of card ids, and is ${seen(edge)}`);
      continue;
    }
    const missing = [from, to].find((id) => !byId.has(id));
    if (missing !== undefined) {
      reading.refuse('edge_card_missing', place, `An ordering names the card ${seen(missing)}, which is not there`);
    } else if (from !== to) {
      edges.set(JSON.stringify([from, to]), [from, to]);
    } else if (!isExpand(byId.get(from))) {
      reading.warn(
        'edge_to_itself',
        cardPlace(place, byId.get(from)),
        'An ordering leads from it to itself; it is ignored',
      );
    }
  }
  return [...edges.values()];
}

/** Hidden extractors are ordered after themselves in every export (workflows-format 3.5). */
function isExpand(card: PackCard | undefined): boolean {
  return card?.kind.type === 'kernel' && card.kind.name === 'object:expand';
}

function cardPlace(scope: Place, card: PackCard | undefined): Place {
  return within(scope, 'card', card?.title ?? '', card?.id ?? '');
}
