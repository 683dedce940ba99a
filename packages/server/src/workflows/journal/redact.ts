import { getKey, type Json, setKey, type Value } from '@headwater/workflows';

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/**
 * Names of fields whose texts are taken for secrets: `Authorization`, `client_secret`, `X-API-Key`, `accessToken`, `passphrase`. Words
 * such as `nextToken` that are none are left out of history, too; an execution goes on with the true value in any case.
 */
const SECRET_NAME =
  /authorization|passw(?:or)?d|passphrase|passcode|pwd|secret|token|api[-_ .]?key|private[-_ .]?key|access[-_ .]?key|shared[-_ .]?key|cookie|credential|assertion|signature|bearer|jwt|^(?:pass|auth|sig|otp|pin)$/i;

/** What names of secrets hold inside texts. */
const NAMED =
  'passw(?:or)?d|passphrase|pwd|secret|token|api[-_ ]?key|authorization|cookie|assertion|signature|credential';

/** Secrets inside texts, by their look or by the name before them; the last group is the secret. Each repetition has a bound. */
const SECRET_TEXTS: readonly RegExp[] = [
  /\b((?:Bearer|Basic|SSWS|DPoP)\s+)([\w.~+/=-]{6,})/gi,
  /()\b(eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*)/g,
  /()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?)/g,
  // JSON, also a piece of it and JSON in JSON.
  new RegExp(
    `(\\\\{0,8}"[^"\\\\]{0,64}(?:${NAMED})[^"\\\\]{0,64}\\\\{0,8}"\\s{0,8}:\\s{0,8}\\\\{0,8}")([^"\\\\]+)`,
    'gi',
  ),
  // Forms and addresses.
  new RegExp(`((?:^|[?&#;\\s])[\\w.%-]{0,64}(?:${NAMED})[\\w.%-]{0,64}=)([^&;\\s"']+)`, 'gi'),
];

/** The same for what often is no secret, or is longer than one: it is left out here, and not looked for elsewhere. */
const LIKELY_SECRET_TEXTS: readonly RegExp[] = [
  /([?&](?:sig|key|pass|auth|otp)=)([^&;\s"'#]+)/gi,
  /(:\/\/[^/\s:@]{0,200}:)([^/\s@]{1,500})(?=@)/g,
  // Lines of headers and of YAML.
  new RegExp(
    `((?:^|[\\r\\n])[ \\t]{0,32}[\\w-]{0,64}(?:${NAMED})[\\w-]{0,64}[ \\t]{0,8}:[ \\t]{0,8})([^\\s"'{[][^\\r\\n]*)`,
    'gi',
  ),
  new RegExp(`(<[\\w:.-]{0,64}(?:${NAMED})[\\w:.-]{0,64}(?:\\s[^<>]{0,200})?>)([^<]+)`, 'gi'),
];

/** Cheap test before the patterns: most texts hold none of these words. */
const MAY_HOLD = new RegExp(
  `bearer|basic|ssws|dpop|eyJ|private key|://[^/]*@|[?&](?:sig|key|pass|auth|otp)=|jwt|${NAMED}`,
  'i',
);

/** Longer texts are not shown by history anyway, and are not searched for parts. */
const LONGEST_SEARCHED = 1024 * 1024;

/** Shorter ones are words that would be found everywhere. */
const SHORTEST_KNOWN = 6;
const MOST_KNOWN = 200;
const MOST_TEXTS_IN_TEXTS = 5;

/**
 * Leaves secrets out of what an execution notes. A secret that was once told by its name or its look is known from then on, and left out
 * wherever it comes again, under whatever name.
 */
export class Redactor {
  readonly #known = new Set<string>();
  /** How many texts, one inside the other, are looked through as JSON now. */
  #depth = 0;

  /** The JSON without secrets; the same JSON, not a copy, where there is none. */
  redact(json: Json): Json {
    const shown = this.#byName(json);
    return this.#known.size === 0 ? shown : mapTexts(shown, (text) => this.#withoutKnown(text));
  }

  /** A text without secrets. */
  redactText(text: string): string {
    return this.#withoutKnown(this.#byLook(text));
  }

  #byName(json: Json): Json {
    if (typeof json === 'string') return this.#byLook(json);
    if (typeof json !== 'object' || json === null) return json;
    if (isList(json))
      return mapList(json, (item, at) => (at === 1 && isPair(json) ? this.#hidden(item) : this.#byName(item)));
    const named = namesSecret(json);
    return mapObject(json, (value, key) =>
      SECRET_NAME.test(key) || (named && key.toLowerCase() === 'value') ? this.#hidden(value) : this.#byName(value),
    );
  }

  #hidden(json: Json): Json {
    return mapTexts(json, (text) => this.#hide(text));
  }

  /** Under a secret name every text is one; numbers, truth values and empty texts tell nothing. */
  #hide(text: string): string {
    if (text === '' || text === REDACTED) return text;
    // What a scheme comes before is the secret that others may have without it.
    const [, , bare = text] = /^(Bearer|Basic|SSWS|DPoP)\s+(\S+)$/i.exec(text) ?? [];
    this.#learn(bare);
    return REDACTED;
  }

  #byLook(text: string): string {
    if (text.length < 8 || !MAY_HOLD.test(text)) return text;
    if (text.length > LONGEST_SEARCHED) return REDACTED;
    let shown = this.#inJson(text);
    for (const pattern of LIKELY_SECRET_TEXTS) shown = shown.replace(pattern, `$1${REDACTED}`);
    for (const pattern of SECRET_TEXTS) {
      shown = shown.replace(pattern, (_whole, before: string, secret: string) => {
        if (secret !== REDACTED) this.#learn(secret);
        return `${before}${REDACTED}`;
      });
    }
    return shown;
  }

  /** A text that is JSON is looked through as what it says: lists under a secret name, escapes, JSON in JSON. */
  #inJson(text: string): string {
    if (!/^\s*[{["]/.test(text) || this.#depth >= MOST_TEXTS_IN_TEXTS) return text;
    const parsed = parseShallow(text);
    if (parsed === null) return text;
    this.#depth++;
    const shown = this.#byName(parsed);
    this.#depth--;
    return shown === parsed ? text : JSON.stringify(shown);
  }

  /** With how it looks inside of an address, and inside of JSON. */
  #learn(secret: string): void {
    if (secret.length < SHORTEST_KNOWN) return;
    for (const form of [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)]) {
      if (this.#known.size < MOST_KNOWN) this.#known.add(form);
    }
  }

  #withoutKnown(text: string): string {
    let shown = text;
    for (const secret of this.#known) if (shown.includes(secret)) shown = shown.replaceAll(secret, REDACTED);
    return shown;
  }
}

/** A text without what looks like a secret. */
export function redactText(text: string): string {
  return new Redactor().redactText(text);
}

function mapTexts(json: Json, map: (text: string) => string): Json {
  if (typeof json === 'string') return map(json);
  if (typeof json !== 'object' || json === null) return json;
  return isList(json) ? mapList(json, (item) => mapTexts(item, map)) : mapObject(json, (value) => mapTexts(value, map));
}

/** Whether an object is a field with a secret name: `{name: 'Authorization', value: …}`. */
function namesSecret(object: { readonly [key: string]: Json }): boolean {
  return ['name', 'key', 'Name', 'Key'].some((key) => isSecretName(getKey(object, key)));
}

/** Whether a list is a field: `['Authorization', …]`. */
function isPair(list: readonly Json[]): boolean {
  return list.length === 2 && isSecretName(list[0] ?? null);
}

function isSecretName(value: Value): boolean {
  return typeof value === 'string' && value.length <= 100 && /^[\w.-]+$/.test(value) && SECRET_NAME.test(value);
}

/** JSON as data; null for what is none, and for what is nested so deep that walks through it would fill the stack. */
function parseShallow(text: string): Json | null {
  try {
    return isNestedWithin(text, MOST_NESTED) ? (JSON.parse(text) as Json) : null;
  } catch {
    return null;
  }
}

const MOST_NESTED = 500;

/** Counts brackets, those in texts too. */
function isNestedWithin(text: string, bound: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= bound; at++) {
    const sign = text[at];
    if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && depth > 0) depth--;
  }
  return depth <= bound;
}

function mapList(list: readonly Json[], map: (item: Json, at: number) => Json): Json {
  const mapped = list.map(map);
  return mapped.every((item, index) => item === list[index]) ? list : mapped;
}

function mapObject(object: { readonly [key: string]: Json }, map: (value: Json, key: string) => Json): Json {
  let changed = false;
  const mapped: { [key: string]: Value } = {};
  for (const key of Object.keys(object)) {
    // Values of JSON are JSON.
    const value = getKey(object, key) as Json;
    const shown = map(value, key);
    changed ||= shown !== value;
    setKey(mapped, key, shown);
  }
  return changed ? (mapped as { readonly [key: string]: Json }) : object;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
