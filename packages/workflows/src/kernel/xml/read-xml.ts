import { Parser } from 'xml2js';
import { CardError } from '../../run/card-error.ts';
import { Walk } from '../../values/bounds.ts';
import { setKey, type Value } from '../../values/value.ts';

export interface ReadXmlOptions {
  /** Key of an element's attributes. */
  readonly attrkey: string;
  /** Key of an element's text where it has attributes or children. */
  readonly charkey: string;
  readonly explicitCharkey: boolean;
  readonly trim: boolean;
  readonly normalizeTags: boolean;
  readonly normalize: boolean;
  readonly explicitRoot: boolean;
}

/** Longest text that is read as XML: its objects take some two hundred times its memory. */
export const MAX_XML_LENGTH = 2 * 1024 * 1024;

/**
 * XML as xml2js gives it: every child a list, attributes under `attrkey` (workflows-functions 9). No entities of its own are
 * expanded, so a document cannot grow. Throws `invalid_input` for text that is no XML, `limit_exceeded` for one too long or too deep.
 */
export function readXml(text: string, options: ReadXmlOptions): Value {
  if (text.length > MAX_XML_LENGTH) {
    const message = `XML of ${text.length} characters exceeds the limit of ${MAX_XML_LENGTH}; read it in parts`;
    throw new CardError(message, { kind: 'limit_exceeded' });
  }
  // The parser keeps elements in plain objects, where "constructor" would be found in every one: they get a mark before the name.
  const parser = new Parser({
    explicitCharkey: options.explicitCharkey,
    explicitRoot: options.explicitRoot,
    trim: options.trim,
    normalize: options.normalize,
    normalizeTags: options.normalizeTags,
    tagNameProcessors: [(name) => `${MARK}${name}`],
  });
  let outcome: { readonly error: Error | null; readonly result: unknown } | null = null;
  parser.parseString(text, (error: Error | null, result: unknown) => {
    outcome ??= { error, result };
  });
  return toValue(resultOf(outcome), options, new Walk(), 1);
}

const MARK = ':';

function resultOf(outcome: { readonly error: Error | null; readonly result: unknown } | null): unknown {
  const reason = outcome === null ? 'it has no end' : outcome.error?.message.split('\n').join(', ');
  if (reason !== undefined) throw new CardError(`Text is not XML: ${reason}`, { kind: 'invalid_input' });
  if (outcome?.result === null) throw new CardError('Text is not XML: it is empty', { kind: 'invalid_input' });
  return outcome?.result;
}

function toValue(parsed: unknown, options: ReadXmlOptions, walk: Walk, depth: number): Value {
  if (typeof parsed === 'string') return parsed;
  if (Array.isArray(parsed)) {
    walk.enter(depth, parsed.length);
    return parsed.map((item) => toValue(item, options, walk, depth + 1));
  }
  const object: { [key: string]: Value } = {};
  if (typeof parsed !== 'object' || parsed === null) return object;
  const entries = Object.entries(parsed);
  walk.enter(depth, entries.length);
  for (const [key, value] of entries) setKey(object, keyOf(key, options), toValue(value, options, walk, depth + 1));
  return object;
}

/** Names of attributes have no mark; they are found only under `$`, where `$` and `_` are no names. */
function keyOf(key: string, { attrkey, charkey }: ReadXmlOptions): string {
  if (key === '$') return attrkey;
  if (key === '_') return charkey;
  return key.startsWith(MARK) ? key.slice(MARK.length) : key;
}
