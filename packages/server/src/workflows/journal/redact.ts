import { getKey, type Json, setKey, type Value } from '@headwater/workflows';

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/**
 * Names of fields whose texts are taken for secrets: `Authorization`, `client_secret`, `X-API-Key`, `accessToken`, `passphrase`. Words
 * such as `nextToken` that are none are left out of history, too; an execution goes on with the true value in any case.
 */
const SECRET_NAME =
  /authorization|passw(?:or)?d|passphrase|secret|token|api[-_ .]?key|private[-_ .]?key|cookie|credential|client[-_ .]?assertion|signature/i;

/** Secrets inside texts, by their look or by the name before them in JSON and forms; the last group is the secret. */
const SECRET_TEXTS: readonly RegExp[] = [
  /\b((?:Bearer|Basic|SSWS|DPoP)\s+)([\w.~+/=-]{6,})/gi,
  /()\b(eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*)/g,
  /()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?)/g,
  /(\\?"[^"\\]{0,64}(?:passw(?:or)?d|secret|token|api[-_ ]?key|authorization|cookie)[^"\\]{0,64}\\?"\s{0,8}:\s{0,8}\\?")([^"\\]+)/gi,
  /((?:^|[?&;\s])[\w.-]{0,64}(?:password|secret|token|api[-_]?key|client_assertion)[\w.-]{0,64}=)([^&;\s"']+)/gi,
];

/** Cheap test before the patterns: most texts hold none of these words. */
const MAY_HOLD =
  /bearer|basic|ssws|dpop|eyJ|private key|passw|secret|token|api[-_ ]?key|authorization|cookie|client_assertion/i;

/** Longer texts are not shown by history anyway, and are not searched for parts. */
const LONGEST_SEARCHED = 1024 * 1024;

/** Shorter ones are words that would be found everywhere. */
const SHORTEST_KNOWN = 6;
const MOST_KNOWN = 200;

/**
 * Leaves secrets out of what an execution notes. A secret that was once told by its name or its look is known from then on, and left out
 * wherever it comes again, under whatever name.
 */
export class Redactor {
  readonly #known = new Set<string>();

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
    if (isList(json)) return mapList(json, (item) => this.#byName(item));
    return mapObject(json, (value, key) =>
      SECRET_NAME.test(key) ? mapTexts(value, (text) => this.#hide(text)) : this.#byName(value),
    );
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
    let shown = text;
    for (const pattern of SECRET_TEXTS) {
      shown = shown.replace(pattern, (_whole, before: string, secret: string) => {
        if (secret !== REDACTED) this.#learn(secret);
        return `${before}${REDACTED}`;
      });
    }
    return shown;
  }

  #learn(secret: string): void {
    if (secret.length >= SHORTEST_KNOWN && this.#known.size < MOST_KNOWN) this.#known.add(secret);
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

function mapList(list: readonly Json[], map: (item: Json) => Json): Json {
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
