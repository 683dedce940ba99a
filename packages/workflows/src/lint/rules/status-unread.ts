import type { LintRule } from '../lint-finding.ts';
import { isRead } from '../pack-facts.ts';

/** A Raw Request whose status nobody looks at: it may go on with the text of an error (workflows-format 6.2; switch `rawRequestStatus`). */
export const statusUnread: LintRule = {
  code: 'status_unread',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      const status = STATUS[card.name];
      if (status === undefined) continue;
      if (card.card.outputs.some((output) => output.key === status && isRead(card, output))) continue;
      yield {
        place: card.place,
        message: 'Nobody reads its status; an error of the other side may pass for an answer',
        remedy: `Compare "${status}" with 200 before the body is used`,
      };
    }
  },
};

const STATUS: Readonly<Record<string, string>> = { 'httpfunctions:raw': 'Status Code', 'http:raw': 'statusCode' };
