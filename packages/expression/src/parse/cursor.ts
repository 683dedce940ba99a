import { REFUSED_WORDS } from '../lex/refusals.ts';
import type { OperatorSymbol, Token } from '../lex/token.ts';
import { tokenize } from '../lex/tokenize.ts';
import type { Limits } from '../limits.ts';
import { errorAt, type ProblemCode, type Span } from '../problem.ts';

/** Walks over the tokens of one expression and counts how deep it is. */
export class Cursor {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #nesting: number;
  #at = 0;
  #depth = 0;
  /** End of the token that was taken last. */
  end = 0;

  constructor(text: string, limits: Limits) {
    this.#text = text;
    this.#nesting = limits.nesting;
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (token === undefined) throw new TypeError('tokenize returned no end token.');
    return token;
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  take(): Token {
    const token = this.token;
    this.#at += 1;
    this.end = token.end;
    return token;
  }

  isSymbol(symbol: OperatorSymbol): boolean {
    return this.token.kind === 'symbol' && this.token.symbol === symbol;
  }

  /** Takes the symbol when it is there. */
  takeSymbol(symbol: OperatorSymbol): boolean {
    const there = this.isSymbol(symbol);
    if (there) this.take();
    return there;
  }

  /** Takes the keyword (any case) when it is there. */
  takeWord(word: string): boolean {
    const there = this.token.kind === 'name' && this.token.name.toLowerCase() === word;
    if (there) this.take();
    return there;
  }

  expectSymbol(symbol: OperatorSymbol, purpose: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(`Expected "${symbol}" ${purpose}.`);
  }

  /** Parses something one level deeper. */
  nested<T>(parse: () => T): T {
    this.checkDepth(this.#depth);
    this.#depth += 1;
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  /** Refuses one more level when there are `levels` already. */
  checkDepth(levels: number): void {
    if (levels < this.#nesting) return;
    const message = `The expression is nested deeper than ${this.#nesting} levels. Split it, or remove brackets.`;
    throw this.error('too_deep', this.token, message);
  }

  error(code: ProblemCode, span: Span, message: string): Error {
    return errorAt(this.#text, code, span, message);
  }

  /** The error for the present token, which cannot stand here. */
  unexpected(expectation: string): Error {
    const token = this.token;
    if (token.kind === 'end') {
      return this.error('unexpected_end', token, `The expression ends too early. ${expectation}`);
    }
    const seen = this.#text.slice(token.start, token.end);
    const advice = token.kind === 'name' ? REFUSED_WORDS.get(token.name.toLowerCase()) : undefined;
    return advice === undefined
      ? this.error('unexpected_token', token, `${seen} cannot stand here. ${expectation}`)
      : this.error('unsupported_token', token, `"${seen}" is not supported. ${advice}`);
  }
}
