/** Where a record stands in its source. */
export interface RecordOrigin {
  /** Number of the record, from 1. */
  readonly row: number;
  /** Line of a file on which it begins, from 1. */
  readonly line?: number;
}

/**
 * One record of a source of truth, mapped to the identity source: to be loaded, to be removed, or put aside with a
 * reason before it got so far.
 */
export type SourceRecord =
  | {
      readonly kind: 'upsert';
      readonly externalId: string;
      /** Attribute values; anything but scalars and `null` gets the record rejected. */
      readonly profile: Readonly<Record<string, unknown>>;
      readonly origin?: RecordOrigin;
    }
  | { readonly kind: 'remove'; readonly externalId: string; readonly origin?: RecordOrigin }
  | { readonly kind: 'skipped'; readonly origin?: RecordOrigin }
  | {
      readonly kind: 'rejected';
      readonly externalId: string | null;
      readonly reason: Rejection;
      readonly origin?: RecordOrigin;
    };

/** Why a record does not go to the org. */
export type RejectionCode =
  | 'rowUnreadable'
  | 'expressionFailed'
  | 'externalIdMissing'
  | 'externalIdTooLong'
  | 'valueNotScalar'
  | 'profileEmpty'
  | 'recordTooLarge'
  | 'refusedByOrg';

export interface Rejection {
  readonly code: RejectionCode;
  /** One sentence for the person who keeps the source of truth. */
  readonly message: string;
}

/** A record that does not go to the org. */
export interface RejectedRecord {
  readonly externalId: string | null;
  readonly reason: Rejection;
  readonly origin?: RecordOrigin;
}
