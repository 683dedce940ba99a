import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { ApiError } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import { inflateAtMost } from './inflate.ts';
import { mediaTypeError } from './to-api-error.ts';

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
 * Reads the body of a request and parses it as JSON: within the route's limit of bytes, in UTF-8, and without `__proto__` keys.
 * Only where the org's switch `compressedRequests` says so it may be gzip; then the limit counts what comes out. A route without
 * a body schema ignores the body, whatever it is. Throws `payloadTooLarge`, `mediaTypeError` or `malformedBody`
 * (identity-sources-api 4.2 #6, #7, #11, #24).
 */
async function readJsonBody(request: FastifyRequest, stream: Readable): Promise<unknown> {
  const { config, schema } = request.routeOptions;
  const maxBytes = config.maxBodyBytes?.(request.org.limits, request.choices) ?? DEFAULT_MAX_BYTES;
  const { kilobyte } = request.choices;
  const tooLarge = () => new ApiError('payloadTooLarge', { data: { limit: sizeText(maxBytes, Number(kilobyte)) } });
  const compressed = isGzip(request);
  const sent = await readAtMost(stream, compressed ? maxGzipBytes(maxBytes) : maxBytes, tooLarge);
  if (schema?.body === undefined) return undefined;
  requireJson(request);
  const bytes = compressed ? await inflateAtMost(sent, maxBytes, tooLarge) : sent;
  if (bytes.length === 0 || !isUtf8(bytes)) throw new ApiError('malformedBody');
  return parseJson(bytes.toString('utf8'));
}

/**
 * Refuses a POST or PUT that has neither a body nor a length, where the org's switch `missingContentLength` says so
 * (identity-sources-api 4.2 #26).
 */
export function requireLength({ method, headers, choices, is404 }: FastifyRequest): void {
  const isWrite = method === 'POST' || method === 'PUT';
  if (!isWrite || is404 || choices.missingContentLength === 'accept') return;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    throw new ApiError('lengthRequired');
  }
}

/** What cannot be compressed becomes a little longer by trying. */
function maxGzipBytes(maxBytes: number): number {
  return maxBytes + Math.ceil(maxBytes / 1024) + 1024;
}

async function readAtMost(stream: Readable, maxBytes: number, tooLarge: () => ApiError): Promise<Buffer> {
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
  if (length > maxBytes) throw tooLarge();
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function sizeText(bytes: number, kilobyte: number): string {
  if (bytes % (kilobyte * kilobyte) === 0) return `${bytes / (kilobyte * kilobyte)} MB`;
  return bytes % kilobyte === 0 ? `${bytes / kilobyte} KB` : `${bytes} bytes`;
}

function isGzip({ headers, choices }: FastifyRequest): boolean {
  return choices.compressedRequests === 'accept' && headers['content-encoding']?.trim().toLowerCase() === 'gzip';
}

function requireJson(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const readable = encoding === undefined || encoding === 'identity' || isGzip(request);
  const utf8 = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  if (!readable || !utf8 || type.trim() !== 'application/json') throw mediaTypeError(request.choices);
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
