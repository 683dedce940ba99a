import type { LintRule } from '../lint-finding.ts';
import { inputOf, inputPlace } from '../pack-facts.ts';

/** A template with a placeholder that no input fills; it stays empty (workflows-format 4.3). */
export const templatePlaceholderUnknown: LintRule = {
  code: 'template_placeholder_unknown',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      const template = TEMPLATES.has(card.name) ? inputOf(card, '_text_') : null;
      if (template === null || typeof template.literal !== 'string') continue;
      const keys = new Set(card.card.inputs.map(({ key }) => key));
      for (const [, key = ''] of template.literal.matchAll(/\{\{\{([^{}]+)\}\}\}/g)) {
        if (keys.has(key)) continue;
        yield {
          place: inputPlace(card, template),
          message: `Its placeholder {{{${key}}}} has no input of this key`,
          remedy: 'Drag the value into the text again',
        };
      }
    }
  },
};

const TEMPLATES: ReadonlySet<string> = new Set(['string:compose', 'math:expression']);
