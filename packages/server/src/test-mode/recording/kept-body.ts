import { pipeline, type Readable, Transform } from 'node:stream';

/** Bytes of a body that are kept. */
const KEPT_BODY_BYTES = 256 * 1024;

/** The beginning of a body, kept while somebody else reads it. */
export class KeptBody {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** The same stream for its reader. */
  watch(source: Readable): Readable {
    const seen = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#keep(chunk);
        done(null, chunk);
      },
    });
    // What breaks the source breaks the copy, whose reader tells it.
    pipeline(source, seen, () => undefined);
    return seen;
  }

  /** Null where there was none. */
  get text(): string | null {
    return this.#length === 0 ? null : textOf(Buffer.concat(this.#chunks));
  }

  #keep(chunk: Buffer): void {
    const room = KEPT_BODY_BYTES - this.#length;
    if (room <= 0) return;
    this.#chunks.push(chunk.subarray(0, room));
    this.#length += Math.min(chunk.length, room);
  }
}

/** The beginning of a body that is there as a whole; null for one that is streamed, and for none. */
export function keptText(body: unknown): string | null {
  if (typeof body === 'string') return body === '' ? null : textOf(Buffer.from(body));
  return Buffer.isBuffer(body) && body.length > 0 ? textOf(body) : null;
}

/** A character that is cut off at the end is left out. */
function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes.subarray(0, KEPT_BODY_BYTES), { stream: true });
}
