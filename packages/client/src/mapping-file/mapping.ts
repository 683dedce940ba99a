import type { Value } from '@headwater/expression';
import type { RecordOrigin, RejectionCode, SourceRecord } from '../pacing/source-record.ts';
import type { SourceItem, SourceRow } from '../sources/source.ts';

/** Turns rows of a source of truth into records of an identity source. */
export interface Mapping {
  /** Attributes that it writes, in order. */
  readonly attributes: readonly string[];
  /** What will work but may surprise; for display. */
  readonly warnings: readonly string[];
  /** Never throws: a row that cannot be mapped becomes a rejected record. */
  map(row: SourceRow): SourceRecord;
}

/** Maps a source row by row; unreadable rows become rejected records. */
export async function* mapRows(
  items: AsyncIterable<SourceItem>,
  mapping: Mapping,
): AsyncGenerator<SourceRecord, void, void> {
  for await (const item of items) {
    if (item.kind === 'row') yield mapping.map(item);
    else yield rejectedRow(item, 'rowUnreadable', item.message);
  }
}

export function rejectedRow(
  at: RecordOrigin,
  code: RejectionCode,
  message: string,
  externalId: string | null = null,
): SourceRecord {
  return { kind: 'rejected', externalId, reason: { code, message }, origin: originOf(at) };
}

export function originOf({ row, line }: RecordOrigin): RecordOrigin {
  return line === undefined ? { row } : { row, line };
}

/** The external id as text; `undefined` for what has no text form. */
export function externalIdText(value: Value | undefined): string | undefined {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? undefined : String(value);
}
