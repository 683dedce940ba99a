import type { OrgError } from '../http/org-error.ts';
import type { Batch } from '../pacing/batch.ts';
import type { BulkItem } from '../pacing/bulk-item.ts';
import type { RejectedRecord } from '../pacing/source-record.ts';

/** A batch on its way to the org, or a part of one that was refused as a whole. */
export interface BatchPiece {
  readonly batch: Batch;
  /** Shared by all parts of one batch. */
  readonly origin: { splits: number; accepted: boolean; givenUp: boolean };
}

export interface SplitBatch {
  readonly rejected: readonly RejectedRecord[];
  readonly again: readonly BatchPiece[];
  /** The batch was cut as often as allowed, and no part of it was taken; told once a batch. */
  readonly hopeless: boolean;
}

/** Cuts spent on one batch in search of the records at fault: enough for about five of 200. */
const MOST_SPLITS = 40;

export function wholePiece(batch: Batch): BatchPiece {
  return { batch, origin: { splits: 0, accepted: false, givenUp: false } };
}

/**
 * The org takes a request as a whole or not at all. Takes out the records that its causes name (`profiles[3].…`); else
 * halves the batch to find them, and rejects what is left when it was cut often enough (identity-sources-api 9.1).
 */
export function splitRefused({ batch, origin }: BatchPiece, error: OrgError): SplitBatch {
  const part = (items: readonly BulkItem[]): readonly BatchPiece[] =>
    items.length === 0 ? [] : [{ batch: { action: batch.action, items }, origin }];

  const named = namedItems(error);
  if (batch.items.some((_, index) => named.has(index))) {
    const rejected = batch.items.flatMap((item, index) => {
      const cause = named.get(index);
      return cause === undefined ? [] : [refused(item, cause)];
    });
    return { rejected, again: part(batch.items.filter((_, index) => !named.has(index))), hopeless: false };
  }
  const others = batch.items.length - 1;
  if (others > 0 && origin.splits < MOST_SPLITS) {
    origin.splits++;
    const middle = Math.ceil(batch.items.length / 2);
    const again = [...part(batch.items.slice(0, middle)), ...part(batch.items.slice(middle))];
    return { rejected: [], again, hopeless: false };
  }
  const hopeless = others > 0 && !origin.accepted && !origin.givenUp;
  if (hopeless) origin.givenUp = true;
  const cause = error.causes[0] ?? error.summary;
  const together = others === 0 ? cause : `${cause} (sent with ${others} others, one of which may be at fault)`;
  return { rejected: batch.items.map((item) => refused(item, together)), again: [], hopeless };
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
