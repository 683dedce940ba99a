import { decodeValue, encodeValue, type Json, type Value } from '@headwater/workflows';
import type { Secrets } from '../../secrets/secrets.ts';
import { Redactor } from './redact.ts';

/** A value as the database holds it: text without secrets, and the whole one, sealed, where something was left out. */
export interface StoredValue {
  readonly text: string;
  readonly sealed: Buffer | null;
}

/** Encodes a value. Throws a SecretError `secret_key_missing` when it holds a secret and the server has no key. */
export function storeValue(secrets: Secrets, context: string, value: Value, redactor = new Redactor()): StoredValue {
  const json = encodeValue(value);
  const shown = redactor.redact(json);
  if (shown === json) return { text: JSON.stringify(json), sealed: null };
  return { text: JSON.stringify(shown), sealed: secrets.seal(Buffer.from(JSON.stringify(json)), context) };
}

/** Encodes a value without its secrets, which nobody needs any more. */
export function shownText(value: Value, redactor = new Redactor()): string {
  return JSON.stringify(redactor.redact(encodeValue(value)));
}

/** The whole value. Throws a SecretError when it was sealed with another key. */
export function readValue(secrets: Secrets, context: string, stored: StoredValue): Value {
  const text = stored.sealed === null ? stored.text : secrets.open(stored.sealed, context).toString('utf8');
  return decodeValue(parse(text));
}

/** The value without its secrets. */
export function readShown(text: string): Value {
  return decodeValue(parse(text));
}

function parse(text: string): Json {
  // Written by `storeValue`.
  return JSON.parse(text) as Json;
}
