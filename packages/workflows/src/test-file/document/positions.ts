import { type Document, isCollection, isMap, isNode, isPair, type LineCounter } from 'yaml';

/** Steps from the top of a document: keys and places in lists. */
export type Path = readonly (string | number)[];

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Where things of a YAML document are. */
export class Positions {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  /** Where the key of a path stands, or the item of a list; the nearest thing around it when it is not there. */
  of(path: Path): Position {
    for (let length = path.length; length > 0; length--) {
      const offset = this.#offset(path.slice(0, length));
      if (offset !== null) return this.at(offset);
    }
    return { line: 1, column: 1 };
  }

  #offset(path: Path): number | null {
    const last = path.at(-1);
    const around = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    if (isMap(around)) {
      const pair = around.items.find(({ key }) => isNode(key) && String(key) === String(last));
      return pair !== undefined && isNode(pair.key) ? (pair.key.range?.[0] ?? null) : null;
    }
    if (!isCollection(around) || typeof last !== 'number') return null;
    const item = around.items[last];
    return isNode(item) && !isPair(item) ? (item.range?.[0] ?? null) : null;
  }
}

/** `cases[0].expect.result` */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const word = /^[\w$-]+$/.test(step) ? step : JSON.stringify(step);
    return text === '' ? word : `${text}.${word}`;
  }, '');
}
