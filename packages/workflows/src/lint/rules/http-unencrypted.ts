import type { LintRule } from '../lint-finding.ts';
import { inputPlace, textsOf } from '../pack-facts.ts';

/** An address that is called without encryption. */
export const httpUnencrypted: LintRule = {
  code: 'http_unencrypted',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      for (const input of card.card.inputs) {
        for (const text of textsOf(input.literal)) {
          // Names of XML look like addresses and are not called.
          const url = /\bhttp:\/\/(?!localhost\b|127\.|\[::1\]|www\.w3\.org|schemas\.)[^\s"'<>{}]+/i.exec(
            text.slice(0, LONGEST),
          )?.[0];
          if (url === undefined) continue;
          yield {
            place: inputPlace(card, input),
            message: `What is sent to ${url.slice(0, 80)} can be read on the way`,
            remedy: 'Use https://',
          };
        }
      }
    }
  },
};

const LONGEST = 100_000;
