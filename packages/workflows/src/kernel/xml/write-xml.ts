import { Builder } from 'xml2js';
import { CardError } from '../../run/card-error.ts';
import { checkText, checkTextLength, Walk } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { isList, isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';

export interface WriteXmlOptions {
  readonly attrkey: string;
  readonly charkey: string;
  /** Name of the root where the object has not exactly one key. */
  readonly rootName: string;
  /** Without the declaration `<?xml …?>`. */
  readonly headless: boolean;
}

/**
 * An object as XML by the rules of xml2js: a key is an element, a list repeats it, attributes stand under `attrkey`. Throws
 * `invalid_input` for a key that is no name in XML and `limit_exceeded` for what is too long or too deep.
 */
export function writeXml(object: ValueObject, options: WriteXmlOptions): string {
  const { attrkey, charkey, rootName, headless } = options;
  checkName(rootName);
  const plain = new XmlSource(options).objectOf(object, 1);
  const builder = new Builder({ attrkey, charkey, headless, rootName });
  try {
    return checkText(builder.buildObject(plain));
  } catch (error) {
    if (error instanceof CardError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CardError(`Object cannot be written as XML: ${reason}`, { kind: 'invalid_input' }, { cause: error });
  }
}

/** Makes what the builder takes: texts, lists and objects. Names are checked, because it knows some that write raw XML. */
class XmlSource {
  readonly #options: WriteXmlOptions;
  readonly #walk = new Walk();
  #length = 0;

  constructor(options: WriteXmlOptions) {
    this.#options = options;
  }

  objectOf(object: ValueObject, depth: number): ValueObject {
    const entries = Object.entries(object);
    this.#walk.enter(depth, entries.length);
    const made: { [key: string]: Value } = {};
    for (const [key, value] of entries) {
      if (key === this.#options.attrkey && isObject(value)) setKey(made, key, this.#attributesOf(value));
      else if (key === this.#options.charkey) setKey(made, key, this.#textOf(value));
      else if (isList(value)) setKey(made, this.#nameOf(key, depth, value.length), this.#listOf(value, depth));
      else setKey(made, this.#nameOf(key, depth), this.#contentOf(value, depth));
    }
    return made;
  }

  #listOf(list: readonly Value[], depth: number): Value {
    return list.map((item) => this.#contentOf(item, depth));
  }

  #contentOf(value: Value, depth: number): Value {
    return isObject(value) ? this.objectOf(value, depth + 1) : this.#textOf(value);
  }

  #attributesOf(attributes: ValueObject): ValueObject {
    const made: { [key: string]: Value } = {};
    for (const [key, value] of Object.entries(attributes)) setKey(made, this.#nameOf(key, 0), this.#textOf(value));
    return made;
  }

  #textOf(value: Value): string {
    const text = toText(value);
    this.#count(text.length);
    return text;
  }

  /** The builder indents by two blanks a level. */
  #nameOf(name: string, depth: number, times = 1): string {
    checkName(name);
    this.#count(2 * times * (name.length + 2 * depth));
    return name;
  }

  #count(length: number): void {
    this.#length += length;
    checkTextLength(this.#length);
  }
}

const NAME = /^[\p{L}_:][\p{L}\p{N}\p{M}_:.\u00b7-]*$/u;

function checkName(name: string): void {
  if (NAME.test(name)) return;
  const message = `"${name.slice(0, 60)}" cannot be the name of an element in XML; use letters, digits and - _ . after a letter`;
  throw new CardError(message, { kind: 'invalid_input' });
}
