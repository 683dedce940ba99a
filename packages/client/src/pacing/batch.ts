import type { BulkLoad } from '../session/session-calls.ts';
import type { BulkItem, ItemAction } from './bulk-item.ts';

/** Records that travel in one bulk load, all with the same action. */
export interface Batch {
  readonly action: ItemAction;
  readonly items: readonly BulkItem[];
}

const HEAD = '{"entityType":"USERS","profiles":[';
const TAIL = ']}';

/** Bytes of a batch without its items. */
export const ENVELOPE_BYTES = HEAD.length + TAIL.length;

/** The request that carries the batch. */
export function bulkLoadOf(batch: Batch): BulkLoad {
  return {
    operation: batch.action === 'upsert' ? 'bulk-upsert' : 'bulk-delete',
    body: HEAD + batch.items.map(({ json }) => json).join(',') + TAIL,
  };
}
