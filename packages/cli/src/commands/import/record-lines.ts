import type { RecordReceipt, RejectedRecord } from '@headwater/client';
import { IMPORT_REASONS } from '@headwater/protocol';

/** A record that was not imported. */
export interface FailedRecord {
  /** Null where it has none. */
  readonly externalId: string | null;
  /** Line of the file, or number of the record where the file has no lines, from 1; null where it was not found again. */
  readonly line: number | null;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A record that was imported, but not quite as it was sent. */
export interface WarnedRecord {
  readonly externalId: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A record that did not get to the org; its message says what to do. */
export function failedOnTheWay({ externalId, reason, origin }: RejectedRecord): FailedRecord {
  return {
    externalId: externalId === '' ? null : externalId,
    line: origin?.line ?? origin?.row ?? null,
    ...reason,
    remedy: '',
  };
}

/** A record that the org could not apply. */
export function failedByOrg({ externalId, reason }: RecordReceipt): FailedRecord {
  const { code, message } = reason ?? { code: 'unknown', message: 'The org gives no reason.' };
  return { externalId: externalId === '' ? null : externalId, line: null, code, message, remedy: remedyOf(code) };
}

/** The warnings of a record. */
export function warnedRecord({ externalId, warnings }: RecordReceipt): readonly WarnedRecord[] {
  return warnings.map(({ code, message }) => ({ externalId, code, message, remedy: remedyOf(code) }));
}

function remedyOf(code: string): string {
  return Object.hasOwn(IMPORT_REASONS, code) ? IMPORT_REASONS[code as keyof typeof IMPORT_REASONS].remedy : '';
}
