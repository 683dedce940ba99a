import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { CardError } from '@headwater/workflows';
import { errorCode } from '../../error-code.ts';

/** Largest body of an answer, also after decompression. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const DECODERS: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
};

/** What the door understands of `content-encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** Reads a body to its end. Throws a CardError `limit_exceeded` for one that is too large, however small it was sent. */
export async function readAnswer(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes = MAX_ANSWER_BYTES,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    // Leaving the loop destroys the stream.
    if (length > maxBytes) throw tooLarge(maxBytes);
    parts.push(chunk);
  }
  const body = Buffer.concat(parts, length);
  return decode(body, encoding, maxBytes);
}

async function decode(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Uint8Array> {
  const decoder = DECODERS[encoding?.trim().toLowerCase() ?? ''];
  if (decoder === undefined || body.length === 0) return body;
  try {
    return await decoder(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new CardError(`The answer says it is ${encoding}, but cannot be decompressed`, { kind: 'connection' });
  }
}

function tooLarge(maxBytes: number): CardError {
  return new CardError(`The answer is larger than ${maxBytes / 1024 / 1024} MiB`, { kind: 'limit_exceeded' });
}
