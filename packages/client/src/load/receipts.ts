import {
  COUNTER_NAMES,
  type ImportCounters,
  OBJECT_COUNTER_NAMES,
  type ObjectCounters,
  RECORD_OUTCOMES,
  type RecordOutcome,
} from '@headwater/protocol';
import { nextLink } from '../http/next-link.ts';
import type { OrgConnection } from '../http/org-connection.ts';
import { hasStatus } from '../http/org-error.ts';
import { requestPath } from '../http/request-path.ts';

/** Classes of objects beside people. */
export const OBJECT_CLASSES = ['groups', 'memberships', 'devices'] as const;

/** Counters of the classes beside people of which anything was counted. */
export type CountersOfObjects = { readonly [name in (typeof OBJECT_CLASSES)[number]]?: ObjectCounters };

/** What the org says about the import of one session. */
export interface ImportReceipt {
  readonly importId: string;
  /** Counters of people; a counter the org does not send is absent. */
  readonly counters: Partial<ImportCounters>;
  readonly objectCounters: CountersOfObjects;
}

export interface ReceiptReason {
  readonly code: string;
  readonly message: string;
}

/** What became of one uploaded record. */
export interface RecordReceipt {
  readonly externalId: string;
  readonly action: 'upsert' | 'delete';
  readonly outcome: RecordOutcome;
  readonly reason: ReceiptReason | null;
  readonly warnings: readonly ReceiptReason[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The import of a session; `null` where the org has no receipts (Okta) or does not show them to this token. */
export async function readImportReceipt(
  org: OrgConnection,
  sessionId: string,
  signal?: AbortSignal,
): Promise<ImportReceipt | null> {
  const path = requestPath(['api', 'v1', 'headwater', 'imports'], { sessionId });
  try {
    const { body } = await org.request({ method: 'GET', path, signal });
    const found = fields(Array.isArray(body) ? body[0] : body);
    if (typeof found.id !== 'string') return null;
    const objectCounters = readObjectCounters(found.counters);
    return { importId: found.id, counters: readCounters(found.counters), objectCounters };
  } catch (error) {
    if (hasStatus(error, 400, 403, 404, 405)) return null;
    throw error;
  }
}

export interface ReceiptOptions {
  readonly outcome?: RecordOutcome;
  /** Only records with a warning or a remark. */
  readonly noted?: boolean;
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/** The receipts of an import, page by page, of one outcome or of all. */
export async function* readRecordReceipts(
  org: OrgConnection,
  importId: string,
  options: ReceiptOptions = {},
): AsyncGenerator<RecordReceipt, void, void> {
  const limit = String(options.pageSize ?? 1000);
  const query = {
    ...(options.outcome === undefined ? {} : { outcome: options.outcome }),
    ...(options.noted === true ? { noted: 'true' } : {}),
    limit,
  };
  let path: string | undefined = requestPath(['api', 'v1', 'headwater', 'imports', importId, 'records'], query);
  while (path !== undefined) {
    const { headers, body } = await org.request({ method: 'GET', path, signal: options.signal });
    for (const element of Array.isArray(body) ? body : []) yield* readRecord(fields(element));
    const next = nextLink(headers, org.url);
    path = next === path ? undefined : next;
  }
}

function readRecord(record: Fields): readonly RecordReceipt[] {
  const outcome = RECORD_OUTCOMES.find((known) => known === record.outcome);
  if (typeof record.externalId !== 'string' || outcome === undefined) return [];
  return [
    {
      externalId: record.externalId,
      action: record.action === 'delete' ? 'delete' : 'upsert',
      outcome,
      reason: readReason(record.reason),
      warnings: readWarnings(record),
    },
  ];
}

/** Warnings stand alone, or among `notes` of other levels. */
function readWarnings({ warnings, notes }: Fields): readonly ReceiptReason[] {
  const all: readonly unknown[] = Array.isArray(warnings) ? warnings : Array.isArray(notes) ? notes : [];
  return all.flatMap((note) => ((fields(note).level ?? 'warning') === 'warning' ? (readReason(note) ?? []) : []));
}

function readReason(value: unknown): ReceiptReason | null {
  const { code, message } = fields(value);
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : null;
}

/** Counters stand under the class of objects they count, `users`, or directly in `counters`. */
function readCounters(value: unknown): Partial<ImportCounters> {
  const all = fields(value);
  const users = typeof all.users === 'object' ? fields(all.users) : all;
  return Object.fromEntries(
    COUNTER_NAMES.flatMap((name) => (typeof users[name] === 'number' ? [[name, users[name]]] : [])),
  );
}

function readObjectCounters(value: unknown): CountersOfObjects {
  const all = fields(value);
  return Object.fromEntries(
    OBJECT_CLASSES.flatMap((name) => {
      const sent = fields(all[name]);
      const counts = OBJECT_COUNTER_NAMES.map((counter) => [counter, numberOf(sent[counter])] as const);
      return counts.some(([, count]) => count > 0) ? [[name, Object.fromEntries(counts)]] : [];
    }),
  );
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
