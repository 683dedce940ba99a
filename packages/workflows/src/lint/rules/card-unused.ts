import type { LintRule } from '../lint-finding.ts';
import { type CardFacts, isRead, type ScopeFacts } from '../pack-facts.ts';

/** A card that only computes, and nobody reads what. The last card of a flow counts as read: it is its result (workflows-format 5.0). */
export const cardUnused: LintRule = {
  code: 'card_unused',
  severity: 'hint',
  *check({ scopes }) {
    for (const scope of scopes) {
      const last = lastOf(scope);
      for (const card of scope.cards) {
        if (!computes(card) || card === last) continue;
        if (card.card.outputs.some((output) => isRead(card, output))) continue;
        yield {
          place: card.place,
          message: 'Nobody reads what it gives',
          remedy: 'Remove the card, or map its output',
        };
      }
    }
  },
};

const MODULES: ReadonlySet<string> = new Set([
  'boolean',
  'crypto',
  'csv',
  'date',
  'json',
  'jwt',
  'math',
  'object',
  'string',
  'url',
  'xml',
]);
const CALLING: ReadonlySet<string> = new Set([
  'list:each',
  'list:asyncEach',
  'object:map',
  'object:each',
  'object:process',
]);

function computes({ name }: CardFacts): boolean {
  const module = name.split(':')[0] ?? '';
  if (CALLING.has(name)) return false;
  return (
    MODULES.has(module) ||
    module === 'list' ||
    name === 'control:let' ||
    name === 'control:lookup' ||
    name === 'control:assignIf'
  );
}

const NOTHING: ReadonlySet<string> = new Set([
  'control:comment',
  'control:noop',
  'control:if',
  'control:join',
  'object:expand',
]);

function lastOf(scope: ScopeFacts): CardFacts | undefined {
  return scope.cards.filter(({ name }) => !NOTHING.has(name)).at(-1);
}
