import type { PackLimits } from './limits.ts';
import { PackError, type PackErrorCode } from './pack-error.ts';

/** The text of a file without its byte order mark. Throws PackError for what is too large or no UTF-8. */
export function decodeText(file: string | Uint8Array, limits: PackLimits): string {
  const size = typeof file === 'string' ? file.length : file.byteLength;
  if (size > limits.bytes) {
    throw refused('too_large', `The file has ${size} bytes, the limit is ${limits.bytes}; export its flows apart`);
  }
  const text = typeof file === 'string' ? file : decodeUtf8(file);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw refused(
      'not_text',
      'The file is no UTF-8 text; export it again, and do not open it with another program',
      error,
    );
  }
}

/** The parsed JSON. Its depth is checked first, because everything after walks it by recursion. */
export function parseJson(text: string, limits: PackLimits): unknown {
  const depth = depthOf(text);
  if (depth > limits.depth) {
    throw refused('too_deep', `Lists and objects are nested ${depth} deep, the limit is ${limits.depth}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refused('not_json', `The file is no JSON: ${reason.slice(0, 200)}`, error);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How deep brackets outside texts are nested; right for JSON, and harmless for what is none. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(text, at);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return deepest;
}

/** Place of the quote that ends the text which begins at `start`; the end of everything if none does. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

function refused(code: PackErrorCode, message: string, cause?: unknown): PackError {
  return new PackError(code, [{ code, place: 'pack', message }], cause === undefined ? {} : { cause });
}
