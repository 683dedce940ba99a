import { validationFailed } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Position } from './cursor.ts';
import type { SearchFields } from './search-field.ts';

/** How a list is sorted: an expression that is never null, and its type for comparing with a cursor's key. Ties go by id. */
export interface SortOrder {
  readonly expression: Sql;
  readonly type: 'text' | 'timestamptz' | 'jsonb';
  readonly descending: boolean;
}

/** Reads `sortBy` and `sortOrder`. Absent values sort lowest. Throws `validationFailed` for what cannot be sorted by. */
export function readSortOrder(fields: SearchFields, sortBy: string, sortOrder: string | undefined): SortOrder {
  const descending = /^desc(ending)?$/i.test(sortOrder ?? '');
  if (sortOrder !== undefined && !descending && !/^asc(ending)?$/i.test(sortOrder)) {
    throw validationFailed('sortOrder', [`sortOrder: "${sortOrder}" is neither asc nor desc`]);
  }
  const field = fields.find(sortBy);
  if (field === undefined) throw validationFailed('sortBy', [`sortBy: there is no attribute "${sortBy}"`]);
  switch (field.kind) {
    case 'id':
      return { expression: sql`id`, type: 'text', descending };
    case 'choice':
      return { expression: sql`${field.column} COLLATE "C"`, type: 'text', descending };
    case 'text':
      return { expression: sql`COALESCE(${field.folded}, '')`, type: 'text', descending };
    case 'instant':
      return { expression: sql`COALESCE(${field.column}, '-infinity')`, type: 'timestamptz', descending };
    case 'profile':
      if (field.key === 'login') return { expression: sql`login_key`, type: 'text', descending };
      return field.type === 'string'
        ? {
            expression: sql`lower(COALESCE(profile ->> ${field.name}::text, '')) COLLATE "C"`,
            type: 'text',
            descending,
          }
        : { expression: sql`COALESCE(profile -> ${field.name}::text, 'null')`, type: 'jsonb', descending };
  }
}

/** The condition that a row comes after a position. Throws a TypeError for a position of an unsorted list. */
export function isAfter({ expression, type, descending }: SortOrder, position: Position): Sql {
  if (position.key === null) throw new TypeError('The position was taken from a list that is not sorted');
  const key = castKey(type, position.key);
  return descending
    ? sql`(${expression}, id) < (${key}, ${position.id})`
    : sql`(${expression}, id) > (${key}, ${position.id})`;
}

/** The ORDER BY list. */
export function orderBy({ expression, descending }: SortOrder): Sql {
  return descending ? sql`${expression} DESC, id DESC` : sql`${expression}, id`;
}

function castKey(type: SortOrder['type'], key: string): Sql {
  switch (type) {
    case 'text':
      return sql`${key}::text`;
    case 'timestamptz':
      return sql`${key}::timestamptz`;
    case 'jsonb':
      return sql`${key}::jsonb`;
  }
}
