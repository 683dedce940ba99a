import type { PackInput } from '../../pack/pack.ts';
import type { LintRule } from '../lint-finding.ts';
import { type CardFacts, comparisonsOf, inputPlace, sourcesOf } from '../pack-facts.ts';

/** Numbers compared through operands declared as text: `"80" < "9"` (workflows-format 5.2). */
export const compareNumbersAsText: LintRule = {
  code: 'compare_numbers_as_text',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      for (const { left, operator, right } of comparisonsOf(card)) {
        if (!RELATIONS.has(operator) || right === null) continue;
        if (left.type !== 'string' || right.type !== 'string') continue;
        if (!isNumeric(card, left) && !isNumeric(card, right)) continue;
        yield {
          place: inputPlace(card, left),
          message: `Both sides of "${operator}" are declared as text, so that "80" is less than "9"`,
          remedy: 'Declare one side as number',
        };
      }
    }
  },
};

const RELATIONS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=']);

function isNumeric(card: CardFacts, input: PackInput): boolean {
  const sources = sourcesOf(card, input);
  if (sources.length > 0) return sources.some(({ output }) => output?.type === 'number');
  return typeof input.literal === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(input.literal);
}
