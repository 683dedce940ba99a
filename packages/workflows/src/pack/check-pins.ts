import type { PackCard, PackPin, PackScope } from './pack.ts';
import { type Place, quoted, seen, within } from './place.ts';
import { kindName } from './read-kind.ts';
import type { Reading } from './reading.ts';
import { type Region, regionsOf } from './regions.ts';

/** Checks that data edges begin and end somewhere (refused otherwise), and that their values are there in time (warned). */
export function checkPins(
  reading: Reading,
  scope: PackScope,
  order: ReadonlyMap<string, number> | null,
  ifsHold: boolean,
  place: Place,
): void {
  const ends = new Map(scope.cards.map((card) => [card.id, endOf(card)]));
  const regions = order !== null && ifsHold ? regionsOf(scope, order) : null;
  const sources = new Map<string, string>();
  for (const card of scope.cards) {
    for (const pin of card.pins) {
      const at = within(within(place, 'card', card.title, card.id), 'output', nameOfOutput(card, pin.output));
      const target = ends.get(pin.toCard);
      if (!isWhole(reading, card, pin, target, at)) continue;
      if (target === undefined) continue;
      checkSingle(reading, sources, card, pin, target.card, at);
      if (order === null) continue;
      checkTime(reading, order, card, pin, target.card, at);
      if (regions !== null) checkBranch(reading, regions, card, target.card, at);
    }
  }
}

interface End {
  readonly card: PackCard;
  readonly inputs: ReadonlySet<string>;
}

function endOf(card: PackCard): End {
  return { card, inputs: new Set(card.inputs.map((input) => input.id)) };
}

function isWhole(reading: Reading, card: PackCard, pin: PackPin, target: End | undefined, at: Place): boolean {
  if (!card.outputs.some((output) => output.id === pin.output)) {
    reading.refuse('pin_source_missing', at, `A pin leaves the output ${seen(pin.output)}, which is not there`);
    return false;
  }
  if (target === undefined) {
    reading.refuse('pin_card_missing', at, `It is pinned to the card ${seen(pin.toCard)}, which is not in this scope`);
    return false;
  }
  if (target.inputs.has(pin.toInput)) return true;
  reading.refuse(
    'pin_target_missing',
    at,
    `It is pinned to the input ${seen(pin.toInput)} of card ${quoted(target.card.title)}, which is not there`,
  );
  return false;
}

/** Only a Join takes several pins for one input, one of each branch. */
function checkSingle(
  reading: Reading,
  sources: Map<string, string>,
  card: PackCard,
  pin: PackPin,
  target: PackCard,
  at: Place,
): void {
  if (kindName(target.kind) === 'control:join') return;
  const key = JSON.stringify([pin.toCard, pin.toInput]);
  const other = sources.get(key);
  sources.set(key, card.title);
  if (other === undefined) return;
  reading.warn(
    'pin_doubled',
    at,
    `It is pinned to an input of card ${quoted(target.title)} that card ${quoted(other)} feeds too`,
  );
}

function checkTime(
  reading: Reading,
  order: ReadonlyMap<string, number>,
  card: PackCard,
  pin: PackPin,
  target: PackCard,
  at: Place,
): void {
  if ((order.get(card.id) ?? 0) < (order.get(pin.toCard) ?? 0)) return;
  reading.warn(
    'pin_backwards',
    at,
    `It is pinned to card ${quoted(target.title)}, which runs before it and will see nothing`,
  );
}

function checkBranch(
  reading: Reading,
  regions: ReadonlyMap<string, Region>,
  card: PackCard,
  target: PackCard,
  at: Place,
): void {
  const from = regions.get(card.id);
  if (from === undefined || target.id === from.join) return;
  for (let to = regions.get(target.id) ?? null; to !== null; to = to.parent) if (to === from) return;
  reading.warn(
    'pin_leaves_branch',
    at,
    `It is pinned to card ${quoted(target.title)} outside its branch, which sees nothing when the other branch runs; lead it through the Join`,
  );
}

function nameOfOutput(card: PackCard, id: string): string {
  const output = card.outputs.find((candidate) => candidate.id === id);
  if (output === undefined) return id;
  return output.group === null ? output.key : `${output.group}.${output.key}`;
}
