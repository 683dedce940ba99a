import type { LintRule } from '../lint-finding.ts';
import { type CardFacts, comparisonsOf, inputOf, type ScopeFacts, type Source, sourcesOf } from '../pack-facts.ts';

/**
 * A list is loaded that nobody looked at: a session that saw only empty loads cannot be triggered (workflows-format 11, trace PAG-8). Looked at is a
 * list whose length or emptiness decides about something in the same flow.
 */
export const sessionMaybeEmpty: LintRule = {
  code: 'session_maybe_empty',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      if (!LOADS.has(card.name)) continue;
      const list = card.card.inputs.find(({ group }) => group === 'Data');
      if (list === undefined) continue;
      const lists = upstream(card, list.id, new Set());
      if (lists.size === 0 || [...lists].some((output) => isLookedAt(card.scope, output))) continue;
      yield {
        place: card.place,
        message:
          'Nothing in this flow looks whether the list is empty; a session with none but empty loads cannot be triggered',
        remedy: 'Take the Length of the list, and load and trigger only when it is greater than 0',
      };
    }
  },
};

const LOADS: ReadonlySet<string> = new Set(['okta:bulkUserImport', 'okta:bulkGroupImport']);

function key({ from, pin }: Source): string {
  return JSON.stringify([from.card.id, pin.output]);
}

/** The outputs that the list is made from, in the same scope: it, and what its maps and filters work on. */
function upstream(card: CardFacts, inputId: string, seen: Set<string>): Set<string> {
  const input = card.card.inputs.find(({ id }) => id === inputId);
  for (const source of input === undefined ? [] : sourcesOf(card, input)) {
    if (seen.has(key(source))) continue;
    seen.add(key(source));
    if (!KEEPS_LENGTH.has(source.from.name)) continue;
    for (const { id, key: name } of source.from.card.inputs) {
      if (name === 'list' || name === 'users') upstream(source.from, id, seen);
    }
  }
  return seen;
}

/** Cards whose list is empty exactly when that before them is. */
const KEEPS_LENGTH: ReadonlySet<string> = new Set([
  'list:map',
  'list:pluck',
  'list:sortBy',
  'okta:mapProfileSourceAttributes',
]);

function isLookedAt(scope: ScopeFacts, output: string): boolean {
  return scope.cards.some((card) => {
    const inputs =
      card.name === 'list:length'
        ? [inputOf(card, 'list')]
        : comparisonsOf(card).flatMap(({ left, right }) => [left, right]);
    return inputs.some((input) => input !== null && sourcesOf(card, input).some((source) => key(source) === output));
  });
}
