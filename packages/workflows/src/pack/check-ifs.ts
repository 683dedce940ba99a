import type { PackCard, PackScope } from './pack.ts';
import { type Place, seen, within } from './place.ts';
import { kindName } from './read-kind.ts';
import type { Reading } from './reading.ts';

/** Checks that each If/Else has two heads in its scope and one join behind both (workflows-format 3.6). Gives whether all do. */
export function checkIfs(reading: Reading, scope: PackScope, place: Place): boolean {
  const byId = new Map(scope.cards.map((card) => [card.id, card]));
  let hold = true;
  for (const card of scope.cards) {
    const isIf = kindName(card.kind) === 'control:if';
    if (!isIf && card.branches === null) continue;
    const at = within(place, 'card', card.title, card.id);
    if (!isIf) {
      reading.refuse(
        'branches_unexpected',
        at,
        `A card of kind ${kindName(card.kind)} cannot have branches; only If/Else has`,
      );
      hold = false;
    } else {
      hold = checkIf(reading, scope, byId, card, at) && hold;
    }
  }
  return hold;
}

function checkIf(
  reading: Reading,
  scope: PackScope,
  byId: ReadonlyMap<string, PackCard>,
  card: PackCard,
  at: Place,
): boolean {
  if (card.branches === null) {
    reading.refuse('branches_missing', at, 'It has no branches; an If/Else has one for true and one for false');
    return false;
  }
  const heads = [card.branches.whenTrue, card.branches.whenFalse];
  const missing = heads.filter((head) => !byId.has(head));
  for (const head of missing) {
    reading.refuse('branch_head_missing', at, `A branch begins with the card ${seen(head)}, which is not there`);
  }
  if (missing.length > 0) return false;
  const joins = joinsOf(scope, byId, heads);
  if (joins.length === 1) return true;
  reading.refuse('join_missing', at, `Both branches must end in one Join, and ${joins.length} are ordered behind both`);
  return false;
}

/** Ids of the joins that are ordered right behind both heads. */
export function joinsOf(
  scope: PackScope,
  byId: ReadonlyMap<string, PackCard>,
  heads: readonly string[],
): readonly string[] {
  const behind = heads.map((head) => new Set(scope.edges.filter(([from]) => from === head).map(([, to]) => to)));
  return [...(behind[0] ?? [])].filter((id) => {
    const card = byId.get(id);
    return behind[1]?.has(id) === true && card !== undefined && kindName(card.kind) === 'control:join';
  });
}
