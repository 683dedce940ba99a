import type { JsonPart } from '../../json/json-items.ts';
import type { JsonStream } from '../../json/json-stream.ts';
import type { BulkKind } from './bulk-kinds.ts';
import type { StagedItems, StageRules } from './stage-items.ts';

/** Items, and bytes of their text, that are staged together: what is in memory of a streamed upload, besides what is packed already. */
const PART_ITEMS = 2_000;
const PART_BYTES = 1024 * 1024;

/** Stages one part of an upload, which takes many times the memory of its text; to be called once. */
export type StagePart = () => StagedItems;

/**
 * Reads a streamed upload in parts, in upload order. What a small body is refused for, a large one is refused for as well: members beside
 * the list may come after it, so the last part is checked with all of them. Throws what the stream throws; the parts, what the kind's
 * `stage` throws.
 */
export async function* stageStream(kind: BulkKind, stream: JsonStream, rules: StageRules): AsyncGenerator<StagePart> {
  const upload = new Upload(kind, rules);
  for await (const parts of stream.parts()) {
    for (const part of parts) {
      const stage = upload.add(part);
      if (stage !== undefined) yield stage;
    }
  }
  yield upload.last();
}

class Upload {
  readonly #kind: BulkKind;
  readonly #rules: StageRules;
  readonly #members: Record<string, unknown> = {};
  #items: unknown[] = [];
  #bytes = 0;
  #before = 0;
  #isList = false;

  constructor(kind: BulkKind, rules: StageRules) {
    this.#kind = kind;
    this.#rules = rules;
  }

  /** Gives the items before this one when they are enough. */
  add({ kind, name, value, bytes }: JsonPart): StagePart | undefined {
    if (kind === 'member') this.#members[name] = value;
    if (kind === 'member' || name !== this.#kind.field) return undefined;
    this.#isList = true;
    // The last part is never empty: it waits for the item after it.
    const { length } = this.#items;
    const isFull = length === PART_ITEMS || (length > 0 && this.#bytes + bytes > PART_BYTES);
    const stage = isFull ? this.#take({ entityType: 'USERS', ...this.#members }) : undefined;
    this.#items.push(value);
    this.#bytes += bytes;
    return stage;
  }

  /** An empty list, and one that is no list, is a member or nothing. */
  last(): StagePart {
    if (this.#isList) return this.#take(this.#members);
    return () => this.#kind.stage(this.#members, this.#rules);
  }

  #take(members: Readonly<Record<string, unknown>>): StagePart {
    const body = { ...members, [this.#kind.field]: this.#items };
    const rules = { ...this.#rules, before: this.#before };
    this.#before += this.#items.length;
    this.#items = [];
    this.#bytes = 0;
    return () => this.#kind.stage(body, rules);
  }
}
