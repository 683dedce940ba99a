/**
 * One difference. Nothing before means added, nothing after removed. Texts are for people: titles of cards, names of fields,
 * values as JSON, `"Compose".output`.
 */
export interface Change {
  readonly what:
    | 'name'
    | 'description'
    | 'kind'
    | 'schedule'
    | 'security'
    | 'saving'
    | 'folder'
    | 'parameter'
    | 'result'
    | 'card'
    | 'title'
    | 'value'
    | 'wiring'
    | 'type'
    | 'branch'
    | 'order'
    | 'connection'
    | 'error handling'
    | 'timeout'
    | 'comment'
    | 'column';
  /** What changed: a card, a field of a card, a column; empty for the flow or table itself. */
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A flow or table that both packs have. */
export interface ChangedThing {
  readonly id: string;
  /** As it is called after. */
  readonly name: string;
  readonly changes: readonly Change[];
}

export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedThing[];
}

/** What differs between two packs by what they mean. */
export interface PackDiff {
  readonly flows: Changes;
  readonly tables: Changes;
  readonly connections: Changes;
  readonly folders: Changes;
  /** Differences without a meaning that somebody may want to know: versions of connectors. */
  readonly notes: readonly string[];
}

/** Whether two packs mean the same. */
export function isEmptyDiff({ flows, tables, connections, folders }: PackDiff): boolean {
  return [flows, tables, connections, folders].every(
    ({ added, removed, changed }) => added.length + removed.length + changed.length === 0,
  );
}
