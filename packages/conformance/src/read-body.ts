import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import type { WireAnswer } from './exchange.ts';

/** The body of a 200, as far as a run needs it; undefined for every other answer, and for a body that is not what the schema says. */
export function readBody<Schema extends TSchema>(
  schema: Schema,
  { status, text }: WireAnswer,
): Static<Schema> | undefined {
  const body = status === 200 ? parse(text) : undefined;
  return Value.Check(schema, body) ? body : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
