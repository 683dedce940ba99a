import type { PackCard, PackScope } from '../pack/pack.ts';
import { kindName } from '../pack/read-kind.ts';
import { diffCard, pairBlocks, type Side } from './diff-card.ts';
import { type MatchedCards, matchCards, type SeenCard, seenCards } from './match-cards.ts';
import type { Names } from './match-things.ts';
import type { Change } from './pack-diff.ts';
import { type ScopeView, viewOf } from './trace-source.ts';

/** A scope of both packs, and what is known of the cards around it. */
export interface ScopePair {
  readonly before: ScopeView;
  readonly after: ScopeView;
  readonly names: readonly [before: Names, after: Names];
  /** Of cards of this scope and those around it. */
  readonly labels: ReadonlyMap<PackCard, string>;
  readonly twins: ReadonlyMap<PackCard, PackCard>;
  /** `"If Error" › flo › `, in front of the names of cards. */
  readonly path: string;
}

/** What differs between two versions of a flow's cards, blocks included. */
export function diffScope(pair: ScopePair): readonly Change[] {
  const before = seenCards(pair.before.scope);
  const after = seenCards(pair.after.scope);
  const matched = matchCards(before, after);
  const labels = new Map(pair.labels);
  for (const { card, label } of [...before, ...after]) labels.set(card, label);
  const twins = new Map(pair.twins);
  for (const [old, now] of matched.pairs) twins.set(old.card, now.card);
  const inner: ScopePair = { ...pair, labels, twins };
  return [
    ...matched.removed.map(
      (seen): Change => ({
        what: 'card',
        subject: pair.path + seen.label,
        before: kindName(seen.card.kind),
        after: null,
      }),
    ),
    ...matched.added.map(
      (seen): Change => ({
        what: 'card',
        subject: pair.path + seen.label,
        before: null,
        after: addedText(seen, after),
      }),
    ),
    ...matched.added.flatMap((seen) => addedContent(seen, inner)),
    ...matched.pairs.flatMap(([old, now]) => [
      ...diffCard(old, now, sidesOf(inner), pair.path),
      ...diffBlocks(old, now, inner),
    ]),
    ...diffOrder(matched, before, after, pair.path),
  ];
}

function sidesOf({ before, after, names, labels, twins }: ScopePair): readonly [Side, Side] {
  const labelOf = (card: PackCard): string => labels.get(card) ?? JSON.stringify(card.title);
  const numbers = new Map<PackCard, number>();
  const tokenOf = (card: PackCard): number => {
    const known = numbers.get(card) ?? numbers.size;
    numbers.set(card, known);
    return known;
  };
  return [
    { view: before, names: names[0], labelOf, tokenOf: (card) => tokenOf(twins.get(card) ?? card) },
    { view: after, names: names[1], labelOf, tokenOf },
  ];
}

function addedText(seen: SeenCard, after: readonly SeenCard[]): string {
  const previous = after[after.indexOf(seen) - 1];
  return previous === undefined ? kindName(seen.card.kind) : `${kindName(seen.card.kind)} after ${previous.label}`;
}

/** What a new card is set to: compared with the same card without anything in it. */
function addedContent(seen: SeenCard, pair: ScopePair): readonly Change[] {
  const card: PackCard = { ...seen.card, inputs: [], outputs: [], pins: [], comment: null };
  const bare: SeenCard = { ...seen, card };
  const [, side] = sidesOf(pair);
  const changes = diffCard(bare, seen, [side, side], pair.path);
  return [...changes, ...diffBlocks(bare, seen, pair)];
}

function diffBlocks(old: SeenCard, now: SeenCard, pair: ScopePair): readonly Change[] {
  return pairBlocks(old.card, now.card).flatMap(([name, before, after]) =>
    diffScope({
      ...pair,
      before: viewOf(before ?? EMPTY, { card: old.card, view: pair.before }),
      after: viewOf(after ?? EMPTY, { card: now.card, view: pair.after }),
      path: `${pair.path}${now.label} › ${name} › `,
    }),
  );
}

const EMPTY: PackScope = { id: '', cards: [], edges: [] };

/** Cards that both have, in another order. Comments may stand anywhere. */
function diffOrder(
  matched: MatchedCards,
  before: readonly SeenCard[],
  after: readonly SeenCard[],
  path: string,
): readonly Change[] {
  const pairs = matched.pairs.filter(([old]) => kindName(old.card.kind) !== 'control:comment');
  const place = new Map(before.map((seen, at) => [seen, at]));
  const sorted = [...pairs].sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  const first = sorted.findIndex((pair, at) => pair !== pairs[at]);
  if (first < 0 || after.length === 0) return [];
  const last = sorted.findLastIndex((pair, at) => pair !== pairs[at]);
  const text = (list: typeof pairs) =>
    list
      .slice(first, last + 1)
      .map(([, now]) => now.label)
      .join(', ');
  return [{ what: 'order', subject: path.replace(/ › $/, ''), before: text(sorted), after: text(pairs) }];
}
