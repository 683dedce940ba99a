import { executionOrder } from '../pack/execution-order.ts';
import type { PackCard, PackScope } from '../pack/pack.ts';
import { kindName } from '../pack/read-kind.ts';
import { type Region, regionsOf } from '../pack/regions.ts';

/** A card as a person sees it, with where it stands. */
export interface SeenCard {
  readonly card: PackCard;
  /** `"Compose"`, or `"Compose" #2` for the second of the title. */
  readonly label: string;
  readonly region: Region | null;
}

/** Cards in order of execution, without what the designer hides: extractors and heads of branches. */
export function seenCards(scope: PackScope): readonly SeenCard[] {
  const order = executionOrder(scope);
  const regions = regionsOf(scope, order);
  const heads = new Set(
    scope.cards.flatMap(({ branches }) => (branches === null ? [] : [branches.whenTrue, branches.whenFalse])),
  );
  const cards = scope.cards.filter((card) => kindName(card.kind) !== 'object:expand' && !heads.has(card.id));
  cards.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const counts = new Map<string, number>();
  return cards.map((card) => {
    const count = (counts.get(card.title) ?? 0) + 1;
    counts.set(card.title, count);
    const label = `${JSON.stringify(card.title)}${count === 1 ? '' : ` #${count}`}`;
    return { card, label, region: regions.get(card.id) ?? null };
  });
}

export interface MatchedCards {
  readonly pairs: readonly (readonly [before: SeenCard, after: SeenCard])[];
  readonly added: readonly SeenCard[];
  readonly removed: readonly SeenCard[];
}

/** Matches cards of one kind by id, then by title, then by kind alone, the first with the first. */
export function matchCards(before: readonly SeenCard[], after: readonly SeenCard[]): MatchedCards {
  const pairs: [SeenCard, SeenCard][] = [];
  const left = new Set(after);
  let open = before;
  for (const keyOf of [byId, byTitle, byKind]) {
    const waiting = new Map<string, SeenCard[]>();
    for (const card of left) waiting.set(keyOf(card), [...(waiting.get(keyOf(card)) ?? []), card]);
    const unmatched: SeenCard[] = [];
    for (const card of open) {
      const twin = waiting.get(keyOf(card))?.shift();
      if (twin === undefined) unmatched.push(card);
      else pairs.push([card, twin]);
      if (twin !== undefined) left.delete(twin);
    }
    open = unmatched;
  }
  const place = new Map(after.map((card, at) => [card, at]));
  pairs.sort(([, a], [, b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  return { pairs, added: [...left], removed: open };
}

function byKind({ card }: SeenCard): string {
  return kindName(card.kind);
}

function byId(seen: SeenCard): string {
  return JSON.stringify([byKind(seen), seen.card.id]);
}

function byTitle(seen: SeenCard): string {
  return JSON.stringify([byKind(seen), seen.card.title]);
}
