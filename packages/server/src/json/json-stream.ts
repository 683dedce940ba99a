import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ApiError } from '@headwater/protocol';
import { JsonItems, type JsonPart } from './json-items.ts';

export interface JsonStreamOptions {
  readonly stream: Readable;
  /** Whether the stream is gzip; the limit counts what comes out. */
  readonly compressed: boolean;
  readonly maxBytes: number;
  /** What is thrown beyond the limit. */
  readonly tooLarge: () => ApiError;
}

/** Bytes that a body may have beyond its limit and still be read to its end, so that the client sees its answer. */
export const DRAIN_BYTES = 4 * 1024 * 1024;

/** A JSON object too large to be held: it is read once, part by part, as it arrives. */
export class JsonStream {
  readonly #options: JsonStreamOptions;

  constructor(options: JsonStreamOptions) {
    this.#options = options;
  }

  /**
   * The parts of the object, those of each chunk together. Whoever stops early has the rest discarded, so that the client, who is still
   * sending, gets its answer. Throws what `JsonItems` throws, the error of the options beyond the limit, and `badRequest` when the sender
   * went away.
   */
  async *parts(): AsyncGenerator<readonly JsonPart[]> {
    const items = new JsonItems();
    let length = 0;
    try {
      for await (const chunk of this.#chunks()) {
        length += chunk.length;
        if (length > this.#options.maxBytes) throw this.#options.tooLarge();
        yield [...items.push(chunk)];
      }
      items.end();
    } finally {
      await this.#discardRest();
    }
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    const { stream, compressed } = this.#options;
    const gunzip = compressed ? stream.pipe(createGunzip()) : undefined;
    try {
      for await (const chunk of (gunzip ?? stream).iterator({ destroyOnReturn: false })) {
        if (!Buffer.isBuffer(chunk)) throw new TypeError('The stream must not have an encoding');
        yield chunk;
      }
    } catch (cause) {
      // A failure of zlib has a code of its own; the sender may also have gone away, or been too slow.
      throw new ApiError(isZlibError(cause) ? 'malformedBody' : 'badRequest', { cause });
    } finally {
      if (gunzip !== undefined) stream.unpipe(gunzip);
    }
  }

  async #discardRest(): Promise<void> {
    const { stream, maxBytes } = this.#options;
    if (stream.readableEnded || stream.destroyed) return;
    let left = maxBytes + DRAIN_BYTES;
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
        left -= (chunk as Buffer).length;
        if (left < 0) return void stream.destroy();
      }
    } catch {
      // Nobody waits for the rest.
    }
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
