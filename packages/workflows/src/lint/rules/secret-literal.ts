import type { PackInput } from '../../pack/pack.ts';
import type { LintRule } from '../lint-finding.ts';
import { inputPlace, isPinned, textsOf } from '../pack-facts.ts';

/** A secret written into a card: everybody who gets the pack has it. */
export const secretLiteral: LintRule = {
  code: 'secret_literal',
  severity: 'error',
  *check({ cards }) {
    for (const card of cards) {
      for (const input of card.card.inputs) {
        if (isPinned(card, input)) continue;
        const secret = secretOf(input);
        if (secret === null) continue;
        yield {
          place: inputPlace(card, input),
          message: `It holds ${secret.what}: ${secret.text.slice(0, 3)}…`,
          remedy: 'Keep it in a connection, or in a table, and change it: whoever has the pack has it too',
        };
      }
    }
  },
};

interface Secret {
  readonly what: string;
  readonly text: string;
}

/** What a secret looks like inside a text; group 1 is the secret. Placeholders of Compose are none. */
const PATTERNS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a client secret', /client_secret=([^&\s{}"'<>]{6,})/i],
  ['a token', /\b(?:Bearer|SSWS|Basic)\s+([A-Za-z0-9+/_.=-]{16,})/],
  ['a signed token', /\b(eyJ[A-Za-z0-9_-]{10,1000}\.[A-Za-z0-9_-]{10,1000})/],
  ['an access key', /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/],
  ['a private key', /(-----BEGIN [A-Z ]*PRIVATE KEY-----)/],
  ['a password', /["']?\b(?:password|passwd|pwd)["']?\s*[:=]\s*["']([^"'{}\s]{6,})["']/i],
  ['an API key', /["']?\b(?:api[_-]?key|access[_-]?token|client[_-]?secret)["']?\s*[:=]\s*["']([^"'{}\s]{6,})["']/i],
];

const SECRET_KEY =
  /^(?:.*[\s_.-])?(?:password|passwd|pwd|secret|client[\s_-]?secret|api[\s_-]?key|access[\s_-]?token)$/i;

function secretOf(input: PackInput): Secret | null {
  for (const text of textsOf(input.literal)) {
    for (const [what, pattern] of PATTERNS) {
      const secret = pattern.exec(text.slice(0, LONGEST))?.[1];
      if (secret !== undefined) return { what, text: secret };
    }
  }
  const { literal, isCustom, isOption, key } = input;
  if (!isCustom || isOption || typeof literal !== 'string' || !SECRET_KEY.test(key)) return null;
  return literal.length >= 6 && !/\s|[{}]/.test(literal) ? { what: `a value called "${key}"`, text: literal } : null;
}

/** Secrets stand in short texts; longer ones are data. */
const LONGEST = 100_000;
