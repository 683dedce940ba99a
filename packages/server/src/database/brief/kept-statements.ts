import type { ClientBase } from 'pg';

/** A column of an answer, and how its text becomes a value. */
export interface Column {
  readonly name: string;
  parse(text: string): unknown;
}

/** A statement that a connection may keep under a name. */
export interface KeptStatement {
  readonly name: string;
  /** The columns of its answers; undefined until it ran to its end once: then nobody knows whether the connection keeps it. */
  columns: readonly Column[] | undefined;
}

const kept = new WeakMap<ClientBase, Map<string, KeptStatement>>();

/** The statements that a connection keeps, by their text. */
export function keptStatements(client: ClientBase): Map<string, KeptStatement> {
  const known = kept.get(client) ?? new Map<string, KeptStatement>();
  kept.set(client, known);
  return known;
}
