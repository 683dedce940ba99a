import { ApiError } from '@headwater/protocol';

/** Spellings of `"__proto__":`, including escaped letters. */
const PROTO_KEY =
  /"(?:_|\\u005[Ff]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[Ff])(?:t|\\u0074)(?:o|\\u006[Ff])(?:_|\\u005[Ff]){2}"\s*:/;

/** The value of a JSON text without `__proto__` keys. Throws `malformedBody`. */
export function parseJson(text: string): unknown {
  if ((text.includes('__proto__') || text.includes('\\u00')) && PROTO_KEY.test(text)) {
    throw new ApiError('malformedBody');
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError('malformedBody', { cause });
  }
}
