import type { SourceRecord } from '@headwater/client';
import type { FailedRecord } from './record-lines.ts';

/** Says where in the file the records stand that the org refused: the org knows only their ids. Reads the file once more. */
export async function withLines(
  failures: readonly FailedRecord[],
  records: AsyncIterable<SourceRecord>,
): Promise<readonly FailedRecord[]> {
  const lines = new Map<string, number>();
  for (const { externalId, line } of failures) if (line === null && externalId !== null) lines.set(externalId, 0);
  if (lines.size === 0) return failures;
  for await (const record of records) {
    if (record.kind !== 'upsert' && record.kind !== 'remove') continue;
    const { externalId, origin } = record;
    // Of a repeated record the last one was imported.
    if (origin !== undefined && lines.has(externalId)) lines.set(externalId, origin.line ?? origin.row);
  }
  return failures.map((failure) => {
    const line = failure.line ?? lines.get(failure.externalId ?? '') ?? 0;
    return { ...failure, line: line === 0 ? null : line };
  });
}
