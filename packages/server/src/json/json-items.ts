import { isUtf8 } from 'node:buffer';
import { ApiError } from '@headwater/protocol';
import { parseJson } from './parse-json.ts';

/** A part of a JSON object as it arrives: an element of one of its arrays, or another member whole. */
export interface JsonPart {
  readonly kind: 'element' | 'member';
  /** Of the member, or of the one that the array is. */
  readonly name: string;
  readonly value: unknown;
  /** Length of its text. */
  readonly bytes: number;
}

/** Longest text of one part, in bytes: what has to be in memory at a time. */
const MAX_PART_BYTES = 1024 * 1024;
/** Bytes of all names and of all members but arrays, together: who reads the object has to keep them. */
const MAX_MEMBER_BYTES = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What may come next, outside of the text of a part. */
type Expected =
  | 'start'
  | 'key-or-end'
  | 'key'
  | 'colon'
  | 'value'
  | 'comma-or-end'
  | 'element-or-end'
  | 'element'
  | 'comma-or-array-end'
  | 'end';

/**
 * Reads a JSON object chunk by chunk: elements of its array members one at a time, other members whole, in their order, so that a body of
 * any size costs the memory of its largest part. Each part is parsed by itself, everything between them is checked here: a text is taken
 * if and only if `JSON.parse` takes it and it is an object, but for a member that is there twice, which is refused. Throws
 * `malformedBody`, also for a `__proto__` key and for what is no UTF-8, and `payloadTooLarge` for an element over 1 MiB, or for names and
 * members that are no arrays over 64 KiB together.
 */
export class JsonItems {
  #expected: Expected = 'start';
  #name = '';
  readonly #names = new Set<string>();
  /** Chunks of the part that is being read; undefined between parts. */
  #part: Part | undefined;
  #isKey = false;
  #memberBytes = 0;

  /** Parts that are complete with this chunk. */
  *push(chunk: Buffer): Generator<JsonPart> {
    let from = 0;
    while (from < chunk.length) {
      if (this.#part === undefined) from = this.#between(chunk, from);
      else {
        const end = this.#part.scan(chunk, from);
        this.#part.take(chunk.subarray(from, end));
        if (this.#isKey || this.#expected === 'value') this.#countMember(end - from);
        from = end;
        if (this.#part.isComplete) yield* this.#endPart(this.#part);
      }
    }
  }

  /** To be called when the text has ended. */
  end(): void {
    if (this.#expected !== 'end') throw new ApiError('malformedBody');
  }

  /** Takes one byte that is not part of a key or a value; gives where to go on. */
  #between(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    if (isBlank(byte)) return at + 1;
    switch (this.#expected) {
      case 'start':
        return this.#require(byte === OPEN_OBJECT, 'key-or-end', at);
      case 'key-or-end':
        if (byte === CLOSE_OBJECT) return this.#go('end', at);
        return this.#beginKey(byte, at);
      case 'key':
        return this.#beginKey(byte, at);
      case 'colon':
        return this.#require(byte === COLON, 'value', at);
      case 'value':
        if (byte === OPEN_ARRAY) return this.#go('element-or-end', at);
        return this.#begin(byte, at);
      case 'element-or-end':
        if (byte === CLOSE_ARRAY) return this.#go('comma-or-end', at);
        return this.#begin(byte, at);
      case 'element':
        return this.#begin(byte, at);
      case 'comma-or-array-end':
        if (byte === CLOSE_ARRAY) return this.#go('comma-or-end', at);
        return this.#require(byte === COMMA, 'element', at);
      case 'comma-or-end':
        if (byte === CLOSE_OBJECT) return this.#go('end', at);
        return this.#require(byte === COMMA, 'key', at);
      case 'end':
        throw new ApiError('malformedBody');
    }
  }

  #require(holds: boolean, next: Expected, at: number): number {
    if (!holds) throw new ApiError('malformedBody');
    return this.#go(next, at);
  }

  #go(next: Expected, at: number): number {
    this.#expected = next;
    return at + 1;
  }

  #beginKey(byte: number, at: number): number {
    if (byte !== QUOTE) throw new ApiError('malformedBody');
    this.#isKey = true;
    return this.#begin(byte, at);
  }

  #countMember(bytes: number): void {
    this.#memberBytes += bytes;
    if (this.#memberBytes <= MAX_MEMBER_BYTES) return;
    throw new ApiError('payloadTooLarge', { data: { limit: '64 KB beside the list of entities' } });
  }

  /** The part's own reading takes its first byte. */
  #begin(byte: number, at: number): number {
    this.#part = new Part(byte);
    return at;
  }

  *#endPart(part: Part): Generator<JsonPart> {
    this.#part = undefined;
    const value = part.parse();
    if (this.#isKey) {
      this.#isKey = false;
      this.#beginMember(String(value));
    } else if (this.#expected === 'value') {
      this.#expected = 'comma-or-end';
      yield { kind: 'member', name: this.#name, value, bytes: part.bytes };
    } else {
      this.#expected = 'comma-or-array-end';
      yield { kind: 'element', name: this.#name, value, bytes: part.bytes };
    }
  }

  #beginMember(name: string): void {
    if (name === '__proto__' || this.#names.has(name)) throw new ApiError('malformedBody');
    this.#names.add(name);
    this.#name = name;
    this.#expected = 'colon';
  }
}

/** The text of one key or value, collected until it is complete. */
class Part {
  readonly #chunks: Buffer[] = [];
  readonly #isText: boolean;
  readonly #isNested: boolean;
  #length = 0;
  #depth = 0;
  #inText = false;
  #escaped = false;
  isComplete = false;

  constructor(first: number) {
    this.#isText = first === QUOTE;
    this.#isNested = first === OPEN_OBJECT || first === OPEN_ARRAY;
  }

  /** Where the part ends in this chunk, or the chunk does. */
  scan(chunk: Buffer, from: number): number {
    if (!this.#isText && !this.#isNested) return this.#scanPlain(chunk, from);
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#inText) this.#inside(byte);
      else if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth++;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#depth--;
      if (!this.#inText && this.#depth === 0) {
        this.isComplete = true;
        return at + 1;
      }
    }
    return chunk.length;
  }

  #inside(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inText = false;
  }

  /** A number, true, false or null ends before what cannot belong to it. */
  #scanPlain(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isBlank(byte)) {
        this.isComplete = true;
        return at;
      }
    }
    return chunk.length;
  }

  get bytes(): number {
    return this.#length;
  }

  take(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > MAX_PART_BYTES)
      throw new ApiError('payloadTooLarge', { data: { limit: '1 MB for each entity' } });
    this.#chunks.push(chunk);
  }

  parse(): unknown {
    const [first = Buffer.alloc(0)] = this.#chunks;
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    if (!isUtf8(bytes)) throw new ApiError('malformedBody');
    return parseJson(bytes.toString('utf8'));
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
