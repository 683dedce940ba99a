import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import type { FunctionDefinition } from './definition.ts';
import { STRING_FUNCTIONS } from './string.ts';

const UNPREFIXED: ReadonlySet<string> = new Set([
  'toUpperCase',
  'toLowerCase',
  'substringBefore',
  'substringAfter',
  'substring',
]);

/** The spellings without `String.` that old mappings still use; same meaning (import-semantics 6.3). */
export const OLD_SPELLINGS: readonly FunctionDefinition[] = STRING_FUNCTIONS.flatMap((definition) => {
  const name = definition.name.replace('String.', '');
  return UNPREFIXED.has(name)
    ? [
        {
          ...definition,
          name,
          doc: `Old spelling of \`${definition.name}\`.`,
          deprecated: definition.name,
          features: OUTSIDE_GROUP_RULES,
        },
      ]
    : [];
});
