import { COMPARISONS, type Comparison, type Filter, type FilterValue } from './filter.ts';
import { invalidSearch } from './invalid-search.ts';
import { type Token, tokenize } from './tokenize.ts';

const DEEPEST = 20;
const MOST_COMPARISONS = 100;

/**
 * Parses the SCIM filter subset of `filter` and `search`: comparisons, `pr`, `and`, `or`, `not`, parentheses; `not` binds
 * tightest, then `and`, then `or`; keywords in any case. Throws `invalidSearch` (E0000031) naming place and reason, also for
 * nesting deeper than 20 and for more than 100 comparisons.
 */
export function parseFilter(text: string): Filter {
  return new FilterParser(tokenize(text)).parse();
}

class FilterParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #comparisons = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Filter {
    const filter = this.#alternatives(0);
    const token = this.#peek();
    if (token.kind !== 'end')
      throw invalidSearch(token.at, `"and", "or" or the end was expected, not ${describe(token)}`);
    return filter;
  }

  #alternatives(depth: number): Filter {
    return this.#chain('or', () => this.#chain('and', () => this.#factor(depth)));
  }

  #chain(kind: 'and' | 'or', operand: () => Filter): Filter {
    const first = operand();
    const operands = [first];
    while (this.#takeWord(kind)) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  #factor(depth: number): Filter {
    const token = this.#peek();
    if (token.kind === 'open') return this.#group(depth + 1);
    // An attribute may be called "not": it is the keyword only before a parenthesis.
    if (isWord(token, 'not') && this.#tokens[this.#next + 1]?.kind === 'open') {
      this.#next += 1;
      return { kind: 'not', operand: this.#group(depth + 1) };
    }
    return this.#comparison();
  }

  #group(depth: number): Filter {
    const open = this.#take();
    if (depth > DEEPEST) throw invalidSearch(open.at, `parentheses are nested deeper than ${DEEPEST}`);
    const filter = this.#alternatives(depth);
    const close = this.#take();
    if (close.kind !== 'close') {
      throw invalidSearch(close.at, `")" was expected for the "(" at ${open.at}, not ${describe(close)}`);
    }
    return filter;
  }

  #comparison(): Filter {
    const name = this.#take();
    if (name.kind !== 'word') throw invalidSearch(name.at, `an attribute was expected, not ${describe(name)}`);
    this.#comparisons += 1;
    if (this.#comparisons > MOST_COMPARISONS)
      throw invalidSearch(name.at, `there are more than ${MOST_COMPARISONS} comparisons`);
    if (this.#takeWord('pr')) return { kind: 'present', attribute: name.text, at: name.at };
    const operator = this.#operator();
    return { kind: 'compare', attribute: name.text, operator, value: this.#value(), at: name.at };
  }

  #operator(): Comparison {
    const token = this.#take();
    const operator = COMPARISONS.find((comparison) => isWord(token, comparison));
    if (operator === undefined) {
      throw invalidSearch(token.at, `an operator (${COMPARISONS.join(', ')}, pr) was expected, not ${describe(token)}`);
    }
    return operator;
  }

  #value(): FilterValue {
    const token = this.#take();
    if (token.kind === 'string' || token.kind === 'number') return token.value;
    if (isWord(token, 'true')) return true;
    if (isWord(token, 'false')) return false;
    if (isWord(token, 'null')) return null;
    throw invalidSearch(token.at, `a value was expected, not ${describe(token)}; put text in quotes`);
  }

  #peek(): Token {
    // `end` is never passed: #take stays on it.
    return this.#tokens[this.#next] ?? { kind: 'end', at: 1 };
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const found = isWord(this.#peek(), word);
    if (found) this.#next += 1;
    return found;
  }
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === word;
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'word':
      return `"${token.text}"`;
    case 'string':
      return `the text ${JSON.stringify(token.value)}`;
    case 'number':
      return `the number ${token.value}`;
    case 'open':
      return '"("';
    case 'close':
      return '")"';
    case 'end':
      return 'the end';
  }
}
