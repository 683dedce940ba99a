import type { OrgDescription } from '../limits/discover-org.ts';
import type { ItemAction } from '../pacing/bulk-item.ts';
import type { RejectedRecord } from '../pacing/source-record.ts';
import type { Wait } from '../timing.ts';
import type { LoadSummary } from './load-summary.ts';
import type { ImportReceipt, RecordReceipt } from './receipts.ts';

/** What `loadRecords` tells while it works. `sessionId` is the org's id, `aps…`. */
export type LoadEvent =
  | { readonly type: 'org-described'; readonly org: OrgDescription }
  | { readonly type: 'session-opened'; readonly sessionId: string }
  /** The org accepted a batch; `total` counts all records accepted so far, repetitions of a lost session included. */
  | {
      readonly type: 'batch-sent';
      readonly sessionId: string;
      readonly action: ItemAction;
      readonly items: number;
      readonly total: number;
    }
  /** Does not go to the org, or the org refused it in the upload. */
  | ({ readonly type: 'record-rejected' } & RejectedRecord)
  | { readonly type: 'session-triggered'; readonly sessionId: string; readonly items: number }
  /** The org knew none of the deleted ids, so there was nothing to import; the session is cancelled. */
  | { readonly type: 'session-empty'; readonly sessionId: string }
  /** Its data is gone and is being loaded again into a new session. */
  | { readonly type: 'session-restarted'; readonly sessionId: string; readonly detail: string }
  /** `receipt` is null where the org gives none. */
  | { readonly type: 'session-finished'; readonly sessionId: string; readonly receipt: ImportReceipt | null }
  /** The org imported the session, but not this record. */
  | { readonly type: 'record-failed'; readonly sessionId: string; readonly record: RecordReceipt }
  | ({ readonly type: 'waiting' } & Wait)
  | { readonly type: 'finished'; readonly summary: LoadSummary };

export type Emit = (event: LoadEvent) => Promise<void>;
