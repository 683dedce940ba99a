import { getKey, type Json, setKey, type Value } from '@headwater/workflows';

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/**
 * Names of fields whose texts are taken for secrets: `Authorization`, `client_secret`, `X-API-Key`, `accessToken`, `passphrase`. Words
 * such as `nextToken` that are none are left out of history, too; an execution goes on with the true value in any case.
 */
const SECRET_NAME =
  /authorization|passw(?:or)?d|passphrase|secret|token|api[-_ .]?key|private[-_ .]?key|cookie|credential|client[-_ .]?assertion|signature/i;

/** The same inside texts that are JSON or forms, and texts that are secrets by their look, whatever they are called. */
const SECRET_TEXTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Bearer|Basic|SSWS|DPoP)(\s+)[\w.~+/=-]{6,}/gi, `$1$2${REDACTED}`],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, REDACTED],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [
    /((?:"|\\")[^"\\]{0,64}(?:passw(?:or)?d|secret|token|api[-_ ]?key|authorization|cookie)[^"\\]{0,64}(?:"|\\")\s*:\s*)(\\"|")(?:(?!\2).)*\2/gis,
    `$1$2${REDACTED}$2`,
  ],
  [
    /(^|[?&;\s])([\w.-]{0,64}(?:password|secret|token|api[-_]?key|client_assertion)[\w.-]{0,64}=)[^&;\s"']+/gi,
    `$1$2${REDACTED}`,
  ],
];

/** Cheap test before the patterns: most texts hold none of these words. */
const MAY_HOLD =
  /bearer|basic|ssws|dpop|eyJ|private key|passw|secret|token|api[-_ ]?key|authorization|cookie|client_assertion/i;

/** JSON without what looks like a secret; the same JSON, not a copy, where there is none. */
export function redact(json: Json): Json {
  if (typeof json === 'string') return redactText(json);
  if (typeof json !== 'object' || json === null) return json;
  return isList(json) ? redactList(json) : redactObject(json);
}

function redactList(list: readonly Json[]): readonly Json[] {
  const redacted = list.map(redact);
  return redacted.every((item, index) => item === list[index]) ? list : redacted;
}

function redactObject(object: { readonly [key: string]: Json }): Json {
  let changed = false;
  const redacted: { [key: string]: Value } = {};
  for (const key of Object.keys(object)) {
    const value = getKey(object, key) as Json;
    const shown = SECRET_NAME.test(key) ? hideTexts(value) : redact(value);
    changed ||= shown !== value;
    setKey(redacted, key, shown);
  }
  return changed ? (redacted as { readonly [key: string]: Json }) : object;
}

/** Under a secret name every text is one; numbers, truth values and empty texts tell nothing. */
function hideTexts(json: Json): Json {
  if (typeof json === 'string') return json === '' || json === REDACTED ? json : REDACTED;
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) {
    const hidden = json.map(hideTexts);
    return hidden.every((item, index) => item === json[index]) ? json : hidden;
  }
  const entries = Object.keys(json).map((key) => [key, hideTexts(getKey(json, key) as Json)] as const);
  if (entries.every(([key, value]) => value === json[key])) return json;
  const hidden: { [key: string]: Value } = {};
  for (const [key, value] of entries) setKey(hidden, key, value);
  return hidden as { readonly [key: string]: Json };
}

/** Longer texts are not shown by history anyway, and are not searched for parts. */
const LONGEST_SEARCHED = 1024 * 1024;

/** A text without the parts that look like secrets. */
export function redactText(text: string): string {
  if (text.length < 8 || !MAY_HOLD.test(text)) return text;
  if (text.length > LONGEST_SEARCHED) return REDACTED;
  let shown = text;
  for (const [pattern, replacement] of SECRET_TEXTS) shown = shown.replace(pattern, replacement);
  return shown;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
