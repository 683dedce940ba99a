/** What `scanJson` finds on its way. `array` is the property that holds the array, `null` when the document is the array. */
export type JsonPart =
  /** An array begins; `first` is the first character of its first element, `null` when it is empty. */
  | { readonly kind: 'array'; readonly array: string | null; readonly first: string | null; readonly line: number }
  /** The text of one element. */
  | { readonly kind: 'element'; readonly array: string | null; readonly text: string; readonly line: number };

/** The document is not JSON, or ends too early. */
export class JsonSyntaxError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = 'JsonSyntaxError';
    this.line = line;
  }
}

/**
 * Walks through a JSON document that is an array, or an object with arrays as properties, without holding more of it
 * than one element. Elements are cut out, not checked: `JSON.parse` does that.
 * @param wanted which arrays to give elements of
 * @throws JsonSyntaxError
 */
export async function* scanJson(
  text: AsyncIterable<string>,
  wanted: (array: string | null) => boolean,
): AsyncGenerator<JsonPart, void, void> {
  const scanner = new Scanner(wanted);
  for await (const chunk of text) yield* scanner.push(chunk);
  scanner.end();
}

/** Where the walk is: `outside` of the root, in the root `object`, in an `array` of interest, or `over`. */
type Place = 'outside' | 'object' | 'array' | 'over';

class Scanner {
  readonly #wanted: (array: string | null) => boolean;
  #place: Place = 'outside';
  #line = 1;
  /** Open brackets below the place. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Name of the property whose value is being walked through, or of the array. */
  #name: string | null = null;
  #rootIsArray = false;
  #isFirst = true;
  /** Text being cut out: a property name or an element. */
  #captured: string[] | null = null;
  #capturedLine = 1;
  #expectsName = false;

  constructor(wanted: (array: string | null) => boolean) {
    this.#wanted = wanted;
  }

  *push(chunk: string): Generator<JsonPart, void, void> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const char = chunk.charAt(at);
      if (char === '\n') this.#line++;
      if (this.#inString) {
        this.#walkString(char);
        if (!this.#inString && this.#place === 'object' && this.#depth === 0 && this.#expectsName) {
          this.#name = this.#propertyName(this.#take(chunk, from, at + 1));
          this.#expectsName = false;
        }
        continue;
      }
      if (char === ' ' || char === '\n' || char === '\r' || char === '\t') continue;
      const atTop = this.#depth === 0;
      if (this.#place === 'array' && atTop && (char === ',' || char === ']')) {
        if (this.#captured !== null) {
          const line = this.#capturedLine;
          yield { kind: 'element', array: this.#name, text: this.#take(chunk, from, at), line };
        }
        if (char === ']') {
          if (this.#isFirst) yield { kind: 'array', array: this.#name, first: null, line: this.#line };
          this.#leaveArray();
        }
        continue;
      }
      if (this.#place === 'array' && atTop && (this.#isFirst || this.#captured === null)) {
        if (this.#isFirst) yield { kind: 'array', array: this.#name, first: char, line: this.#line };
        this.#isFirst = false;
        if (this.#wanted(this.#name)) {
          from = at;
          this.#begin();
        }
      }
      if (char === '"') {
        this.#inString = true;
        if (this.#place === 'object' && atTop && this.#expectsName) {
          from = at;
          this.#begin();
        }
      } else this.#walk(char, atTop);
    }
    this.#captured?.push(chunk.slice(from));
  }

  end(): void {
    if (this.#place === 'over') return;
    const what =
      this.#place === 'outside'
        ? 'holds no JSON array or object'
        : 'ends in the middle: it was cut off, or a bracket is missing';
    throw new JsonSyntaxError(this.#line, `the file ${what}`);
  }

  #begin(): void {
    this.#captured = [];
    this.#capturedLine = this.#line;
  }

  /** What was captured in earlier chunks, and in this one between `from` and `to`. */
  #take(chunk: string, from: number, to: number): string {
    const text = [...(this.#captured ?? []), chunk.slice(this.#captured?.length === 0 ? from : 0, to)].join('');
    this.#captured = null;
    return text;
  }

  #propertyName(text: string): string {
    try {
      return JSON.parse(text) as string;
    } catch {
      throw new JsonSyntaxError(this.#line, `${text} is not a JSON string`);
    }
  }

  #walkString(char: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (char === '\\') this.#escaped = true;
    else if (char === '"') this.#inString = false;
  }

  #walk(char: string, atTop: boolean): void {
    switch (this.#place) {
      case 'outside':
        this.#enterRoot(char);
        return;
      case 'over':
        throw new JsonSyntaxError(this.#line, `there is text after the end of the JSON document: ${char}`);
      case 'object':
        if (atTop && char === '}') this.#place = 'over';
        else if (atTop && char === ',') this.#expectsName = true;
        else if (atTop && char === '[') this.#enterArray();
        else this.#nest(char);
        return;
      case 'array':
        this.#nest(char);
    }
  }

  #enterRoot(char: string): void {
    if (char === '[') {
      this.#rootIsArray = true;
      this.#enterArray();
    } else if (char === '{') {
      this.#place = 'object';
      this.#expectsName = true;
    } else {
      throw new JsonSyntaxError(this.#line, `the file begins with ${char}, not with a JSON array or object`);
    }
  }

  #enterArray(): void {
    this.#place = 'array';
    this.#isFirst = true;
  }

  #leaveArray(): void {
    this.#place = this.#rootIsArray ? 'over' : 'object';
  }

  #nest(char: string): void {
    if (char === '{' || char === '[') this.#depth++;
    else if (char === '}' || char === ']') {
      if (this.#depth === 0) throw new JsonSyntaxError(this.#line, `a ${char} closes what was never opened`);
      this.#depth--;
    }
  }
}
