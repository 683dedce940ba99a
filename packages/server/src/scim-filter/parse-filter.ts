import { filterError } from './filter-error.ts';
import { COMPARISONS, type Comparison, type FilterNode } from './filter-node.ts';
import { type Token, tokenize } from './tokenize.ts';

/** Beyond these a filter is refused, so that neither the stack nor the database is asked for more than a person would write. */
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 50;
const MAX_COMPARISONS = 200;

/**
 * Parses a SCIM filter: `attribute operator value` and `attribute pr`, joined by `and` (binds tighter) and `or`, negated by
 * `not (…)`, grouped by brackets. Operators are read in any letter case. Throws an ApiError `invalidSearch` that names the place.
 */
export function parseFilter(text: string): FilterNode {
  if (text.length > MAX_LENGTH) throw filterError(MAX_LENGTH, `the expression is longer than ${MAX_LENGTH} characters`);
  const parser = new Parser(tokenize(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #comparisons = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): FilterNode {
    const node = this.#disjunction();
    const rest = this.#peek();
    if (rest.kind !== 'end')
      throw filterError(rest.offset, `"and", "or" or the end is expected, not ${describe(rest)}`);
    return node;
  }

  #disjunction(): FilterNode {
    let left = this.#conjunction();
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#conjunction() };
    return left;
  }

  #conjunction(): FilterNode {
    let left = this.#term();
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#term() };
    return left;
  }

  #term(): FilterNode {
    const token = this.#take();
    if (token.kind === 'open') return this.#group(token.offset);
    if (token.kind !== 'word') throw filterError(token.offset, `an attribute is expected, not ${describe(token)}`);
    if (token.text.toLowerCase() === 'not' && this.#peek().kind === 'open') {
      return { kind: 'not', operand: this.#group(this.#take().offset) };
    }
    return this.#comparison(token.text, token.offset);
  }

  #group(offset: number): FilterNode {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw filterError(offset, `brackets are nested deeper than ${MAX_DEPTH}`);
    const node = this.#disjunction();
    const close = this.#take();
    if (close.kind !== 'close') throw filterError(close.offset, `")" is expected, not ${describe(close)}`);
    this.#depth -= 1;
    return node;
  }

  #comparison(attribute: string, offset: number): FilterNode {
    this.#comparisons += 1;
    if (this.#comparisons > MAX_COMPARISONS)
      throw filterError(offset, `there are more than ${MAX_COMPARISONS} comparisons`);
    const token = this.#take();
    const operator = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (operator === 'pr') return { kind: 'present', attribute, offset };
    if (!isComparison(operator)) {
      throw filterError(
        token.offset,
        `an operator (${COMPARISONS.join(', ')}, pr) is expected, not ${describe(token)}`,
      );
    }
    const value = this.#take();
    if (value.kind !== 'value') {
      throw filterError(value.offset, `a value is expected (text in double quotation marks), not ${describe(value)}`);
    }
    return { kind: 'compare', attribute, operator, value: value.value, offset };
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #peek(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new TypeError('The tokens of a filter end with "end"');
    return token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }
}

function isComparison(word: string): word is Comparison {
  return COMPARISONS.some((comparison) => comparison === word);
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'word':
      return `"${token.text}"`;
    case 'value':
      return JSON.stringify(token.value);
    case 'open':
      return '"("';
    case 'close':
      return '")"';
    case 'end':
      return 'the end';
  }
}
