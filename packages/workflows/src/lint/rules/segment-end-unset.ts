import type { LintRule } from '../lint-finding.ts';
import { inputOf, inputPlace, isUnset } from '../pack-facts.ts';

/** Text Segment without an end: nothing, or all the rest? (switch `textSegmentEnd`) */
export const segmentEndUnset: LintRule = {
  code: 'segment_end_unset',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      const end = card.name === 'string:substr' ? inputOf(card, 'end') : null;
      if (end === null || !isUnset(card, end)) continue;
      yield {
        place: inputPlace(card, end),
        message: 'The end of the segment is empty; whether that means nothing or the whole rest is not documented',
        remedy: 'Give an end, such as the length of the text; until then the switch textSegmentEnd decides',
      };
    }
  },
};
