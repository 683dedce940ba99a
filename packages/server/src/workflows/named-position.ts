import sql, { type Sql } from 'sql-template-tag';

const ID_LENGTH = 20;

/** The position after something in a list by name: names are not unique, and what is there may be gone before the next page. */
export function positionAfter({ id, name }: { readonly id: string; readonly name: string }): string {
  return `${id}${name}`;
}

/** What lies behind a position, for rows with `name` and `id`. A position that no page gave lies somewhere. */
export function isBehind(position: string): Sql {
  return sql`(name, id) > (${position.slice(ID_LENGTH)}, ${position.slice(0, ID_LENGTH)})`;
}
