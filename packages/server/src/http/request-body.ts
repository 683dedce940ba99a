import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { ApiError } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import { DRAIN_BYTES, JsonStream } from '../json/json-stream.ts';
import { parseJson } from '../json/parse-json.ts';
import { inflateAtMost } from './inflate.ts';
import { mediaTypeError } from './to-api-error.ts';

const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Deepest nesting of a body that is validated: more is no honest body, and would exhaust the stack of whoever walks it. */
const MAX_DEPTH = 64;

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
 * The bytes of a body that is no JSON for the server, whatever its media type: within the route's limit, out of gzip where the org takes
 * that. A failure is given back as by {@link readBody}. For the content type parser of a scope of its own.
 */
export async function readBytes(request: FastifyRequest, stream: Readable): Promise<Buffer | ApiError> {
  const { config } = request.routeOptions;
  const maxBytes = config.maxBodyBytes?.(request.org.limits, request.choices) ?? DEFAULT_MAX_BYTES;
  const tooLarge = () =>
    new ApiError('payloadTooLarge', { data: { limit: sizeText(maxBytes, Number(request.choices.kilobyte)) } });
  try {
    const compressed = isGzip(request);
    const sent = await readAtMost(stream, compressed ? maxGzipBytes(maxBytes) : maxBytes, tooLarge);
    return compressed ? await inflateAtMost(sent, maxBytes, tooLarge) : sent;
  } catch (error) {
    if (error instanceof ApiError && stream.readableEnded) return error;
    throw error;
  }
}

/**
 * Reads the body of a request and parses it as JSON: within the route's limit of bytes, in UTF-8, and without `__proto__` keys. Only
 * where the org's switch `compressedRequests` says so it may be gzip; then the limit counts what comes out. A route without a body schema
 * ignores the body, whatever it is; one with `streamed` gets a large one as a `JsonStream`. Throws `payloadTooLarge`, `mediaTypeError` or
 * `malformedBody` (identity-sources-api 4.2 #6, #7, #11, #24).
 */
async function readJsonBody(request: FastifyRequest, stream: Readable): Promise<unknown> {
  const { config, schema } = request.routeOptions;
  const maxBytes = config.maxBodyBytes?.(request.org.limits, request.choices) ?? DEFAULT_MAX_BYTES;
  const { kilobyte } = request.choices;
  const tooLarge = () => new ApiError('payloadTooLarge', { data: { limit: sizeText(maxBytes, Number(kilobyte)) } });
  const compressed = isGzip(request);
  if (isStreamed(request, maxBytes, compressed)) {
    requireJson(request);
    return new JsonStream({ stream, compressed, maxBytes, tooLarge });
  }
  const sent = await readAtMost(stream, compressed ? maxGzipBytes(maxBytes) : maxBytes, tooLarge);
  if (schema?.body === undefined) return undefined;
  requireJson(request);
  const bytes = compressed ? await inflateAtMost(sent, maxBytes, tooLarge) : sent;
  if (bytes.length === 0 || !isUtf8(bytes)) throw new ApiError('malformedBody');
  const value = parseJson(bytes.toString('utf8'));
  if (config.maxBodyBytes === undefined) requireShallow(value);
  return value;
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

/** Whether the body is to be read while it arrives, for a route that takes it so. */
function isStreamed({ routeOptions, headers }: FastifyRequest, maxBytes: number, compressed: boolean): boolean {
  if (routeOptions.config.streamed !== true || maxBytes <= DEFAULT_MAX_BYTES) return false;
  const length = Number(headers['content-length'] ?? Number.NaN);
  return compressed || !(length <= DEFAULT_MAX_BYTES);
}

/** Refuses a value that is nested too deep, without recursion. Routes that check their body themselves look no deeper than they must. */
function requireShallow(value: unknown): void {
  let level: readonly object[] = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new ApiError('malformedBody');
    level = level.flatMap((each) => Object.values(each).filter(isNested));
  }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
