import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { ApiError } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';

const DEFAULT_MAX_BYTES = 1024 * 1024;
/** What a too large body may have beyond its limit and still be read to its end, so that the client sees the answer. */
const DRAIN_BYTES = 4 * 1024 * 1024;

/** Spellings of `"__proto__":`, including escaped letters. */
const PROTO_KEY =
  /"(?:_|\\u005[Ff]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[Ff])(?:t|\\u0074)(?:o|\\u006[Ff])(?:_|\\u005[Ff]){2}"\s*:/;

/**
 * The body of a request, or the failure that it is: thrown out of a content type parser, it would cost the client its connection.
 * Only a body that is far too large is thrown, and cut off.
 */
export async function readBody(request: FastifyRequest, stream: Readable): Promise<unknown> {
  try {
    return await readJsonBody(request, stream);
  } catch (error) {
    if (error instanceof ApiError && stream.readableEnded) return error;
    throw error;
  }
}

/**
 * Reads the body of a request and parses it as JSON: within the route's limit of bytes, not compressed, in UTF-8, and without
 * `__proto__` keys. A route without a body schema ignores the body, whatever it is.
 * Throws `payloadTooLarge`, `unsupportedMediaType` or `malformedBody` (identity-sources-api 4.2 #6, #7, #11, #24).
 */
async function readJsonBody(request: FastifyRequest, stream: Readable): Promise<unknown> {
  const { config, schema } = request.routeOptions;
  const maxBytes = config.maxBodyBytes?.(request.org.limits) ?? DEFAULT_MAX_BYTES;
  const bytes = await readAtMost(stream, maxBytes);
  if (schema?.body === undefined) return undefined;
  requireJson(request);
  if (bytes.length === 0 || !isUtf8(bytes)) throw new ApiError('malformedBody');
  return parseJson(bytes.toString('utf8'));
}

async function readAtMost(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('The request stream must not have an encoding');
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else if (length > maxBytes + DRAIN_BYTES) break;
    }
  } catch (cause) {
    // The client went away, or was too slow.
    throw new ApiError('badRequest', { cause });
  }
  if (length > maxBytes) throw new ApiError('payloadTooLarge', { data: { limit: sizeText(maxBytes) } });
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function sizeText(bytes: number): string {
  if (bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} MB`;
  return bytes % 1024 === 0 ? `${bytes / 1024} KB` : `${bytes} bytes`;
}

function requireJson(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const plain = encoding === undefined || encoding === 'identity';
  const utf8 = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  if (!plain || !utf8 || type.trim() !== 'application/json') throw new ApiError('unsupportedMediaType');
}

function parseJson(text: string): unknown {
  if ((text.includes('__proto__') || text.includes('\\u00')) && PROTO_KEY.test(text))
    throw new ApiError('malformedBody');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError('malformedBody', { cause });
  }
}
