import type { OrgError } from '../http/org-error.ts';
import type { Batch } from '../pacing/batch.ts';
import type { BulkItem } from '../pacing/bulk-item.ts';
import type { RejectedRecord } from '../pacing/source-record.ts';

/** A batch, or a part of one that the org refused as a whole. */
export interface RefusedPiece {
  readonly batch: Batch;
  /** Shared by all parts of one batch. */
  readonly origin: { splits: number; accepted: boolean };
}

/** Parts into which one batch may be cut in search of the records at fault: enough for about five of 200. */
const MOST_SPLITS = 40;

export function wholePiece(batch: Batch): RefusedPiece {
  return { batch, origin: { splits: 0, accepted: false } };
}

/**
 * The org takes a request as a whole or not at all. Takes out the records that its causes name (`profiles[3].…`); else
 * halves the batch to find them (identity-sources-api 9.1: bisect or drop).
 * @throws the refusal itself when not one record of the batch was taken although it was cut as often as allowed: then it
 *   is not about single records
 */
export function splitRefused(
  piece: RefusedPiece,
  error: OrgError,
): { readonly rejected: readonly RejectedRecord[]; readonly again: readonly RefusedPiece[] } {
  const { batch, origin } = piece;
  const named = namedItems(error);
  const part = (items: readonly BulkItem[]): readonly RefusedPiece[] =>
    items.length === 0 ? [] : [{ batch: { action: batch.action, items }, origin }];

  if (batch.items.some((_, index) => named.has(index))) {
    return {
      rejected: batch.items.flatMap((item, index) => {
        const cause = named.get(index);
        return cause === undefined ? [] : [refused(item, cause)];
      }),
      again: part(batch.items.filter((_, index) => !named.has(index))),
    };
  }
  if (batch.items.length === 1 || origin.splits >= MOST_SPLITS) {
    if (batch.items.length > 1 && !origin.accepted) throw error;
    const what = error.causes.length > 0 ? error.causes.join('; ') : error.summary;
    const together =
      batch.items.length === 1 ? '' : ` (with ${batch.items.length - 1} others, one of which may be the cause)`;
    return { rejected: batch.items.map((item) => refused(item, what + together)), again: [] };
  }
  origin.splits++;
  const middle = Math.ceil(batch.items.length / 2);
  return { rejected: [], again: [...part(batch.items.slice(0, middle)), ...part(batch.items.slice(middle))] };
}

function namedItems(error: OrgError): ReadonlyMap<number, string> {
  const named = new Map<number, string>();
  for (const cause of error.causes) {
    const index = /\bprofiles\[(\d+)\]/.exec(cause)?.[1];
    if (index !== undefined && !named.has(Number(index))) named.set(Number(index), cause);
  }
  return named;
}

function refused(item: BulkItem, cause: string): RejectedRecord {
  return {
    externalId: item.externalId,
    reason: { code: 'refusedByOrg', message: `The org refused the record: ${cause}` },
    ...(item.origin === undefined ? {} : { origin: item.origin }),
  };
}
