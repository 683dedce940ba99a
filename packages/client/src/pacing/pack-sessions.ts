import type { Batch } from './batch.ts';
import { type BulkItem, bulkItem, type ItemOptions, isRejection } from './bulk-item.ts';
import { largestItem, type PackingLimits, SessionPacker } from './session-packer.ts';
import type { RejectedRecord, Rejection, SourceRecord } from './source-record.ts';

/** What one session will carry, and what was found on the way. */
export interface PackedSession {
  readonly batches: readonly Batch[];
  readonly items: number;
}

export type PackingNote =
  | { readonly kind: 'rejected'; readonly record: RejectedRecord }
  | { readonly kind: 'skipped' }
  /** An earlier record of the same external id gave way to a later one. */
  | { readonly kind: 'superseded'; readonly externalId: string };

export interface PackOptions extends ItemOptions {
  readonly limits: PackingLimits;
  readonly onNote?: (note: PackingNote) => void | Promise<void>;
}

/**
 * Packs records into sessions, in order, reading no further than the session at hand. Applied one after the other the
 * sessions leave what the last record of every external id says; within a session every id occurs once.
 */
export async function* packSessions(
  records: AsyncIterable<SourceRecord>,
  options: PackOptions,
): AsyncGenerator<PackedSession, void, void> {
  let packer = new SessionPacker(options.limits);
  for await (const record of records) {
    const item = await admit(record, options);
    if (item === undefined) continue;
    const repeated = packer.has(item.externalId);
    if (packer.add(item)) {
      if (repeated) await options.onNote?.({ kind: 'superseded', externalId: item.externalId });
    } else {
      yield packed(packer);
      packer = new SessionPacker(options.limits);
      packer.add(item);
    }
  }
  const last = packed(packer);
  if (last.items > 0) yield last;
}

async function admit(record: SourceRecord, options: PackOptions): Promise<BulkItem | undefined> {
  switch (record.kind) {
    case 'skipped':
      await options.onNote?.({ kind: 'skipped' });
      return undefined;
    case 'rejected':
      await options.onNote?.({ kind: 'rejected', record: rejected(record.externalId, record.reason, record) });
      return undefined;
    case 'upsert':
    case 'remove': {
      const item = bulkItem(record, options);
      const reason = isRejection(item) ? item : tooLarge(item, options.limits);
      if (reason === undefined) return item as BulkItem;
      await options.onNote?.({ kind: 'rejected', record: rejected(record.externalId, reason, record) });
      return undefined;
    }
  }
}

function tooLarge(item: BulkItem, limits: PackingLimits): Rejection | undefined {
  if (item.bytes <= largestItem(limits)) return undefined;
  return {
    code: 'recordTooLarge',
    message: `The record has ${item.bytes} bytes; ${largestItem(limits)} fit one request. Shorten or leave out long attributes.`,
  };
}

function rejected(externalId: string | null, reason: Rejection, { origin }: SourceRecord): RejectedRecord {
  return { externalId, reason, ...(origin === undefined ? {} : { origin }) };
}

function packed(packer: SessionPacker): PackedSession {
  const batches = packer.batches();
  return { batches, items: batches.reduce((sum, { items }) => sum + items.length, 0) };
}
