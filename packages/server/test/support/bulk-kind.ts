import type { ImportClass, RecordAction } from '@headwater/protocol';
import { BULK_KINDS, type BulkKind } from '../../src/identity-sources/bulk-loads/bulk-kinds.ts';

/** The kind of load that brings this class to upsert or delete. */
export function bulkKind(importClass: ImportClass, action: RecordAction): BulkKind {
  const found = BULK_KINDS.find((kind) => kind.class === importClass && kind.action === action);
  if (found === undefined) throw new TypeError(`There is no load of ${importClass} to ${action}`);
  return found;
}
