import { existsSync, readFileSync } from 'node:fs';
import type { Value } from '../../src/index.ts';

/** One line of the shared table of what functions give; keys with `$` say something about the call instead of naming a field. */
export interface Vector {
  readonly function: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly expected: Readonly<Record<string, Value>>;
  readonly note?: string;
}

const FILE = new URL('../../../../../shared/vectors/function-vectors.json', import.meta.url);

export const HAS_VECTORS = existsSync(FILE);

/** All of them; none where the file does not exist. */
export const VECTORS: readonly Vector[] = HAS_VECTORS ? JSON.parse(readFileSync(FILE, 'utf8')) : [];

/** Vectors that Headwater answers otherwise, by {@link vectorTitle}, and why. */
export const DEVIATIONS: ReadonlyMap<string, string> = new Map([]);

/** `string:at {"text":"Hello","position":0}` */
export function vectorTitle(vector: Vector): string {
  return `${vector.function} ${JSON.stringify(vector.inputs)}`;
}

/** The fields among inputs or outputs, without what is said about the call. */
export function fieldsOf(fields: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !key.startsWith('$')));
}
