import type { OrgLimits } from '../limits/org-limits.ts';
import { type Batch, ENVELOPE_BYTES } from './batch.ts';
import type { BulkItem, ItemAction } from './bulk-item.ts';

export type PackingLimits = Pick<OrgLimits, 'bulkMaxItems' | 'bulkMaxBytes' | 'sessionMaxBulkRequests'>;

/** Requests kept free for repetitions, which the org may count (identity-sources-api 9.1). */
const HEADROOM = 2;

/** Larger loads gain nothing, and tell of progress more seldom. */
const MOST_ITEMS = 5_000;

/** A session is packed in memory before it is sent; an org without a narrow limit gets sessions of this size. */
const SESSION_BYTES = 32 * 1024 * 1024;

interface OpenBatch {
  readonly action: ItemAction;
  readonly items: Map<string, BulkItem>;
  bytes: number;
}

/** Bulk loads that one session may plan. */
export function plannedRequests(limits: PackingLimits): number {
  return Math.max(limits.sessionMaxBulkRequests - HEADROOM, 1);
}

/** Largest item that fits a bulk load alone. */
export function largestItem(limits: PackingLimits): number {
  return limits.bulkMaxBytes - ENVELOPE_BYTES;
}

/**
 * Packs the items of one session: an external id occurs once, with the item that came last, because the order of
 * duplicates within a session is undefined (identity-sources-api 5). Items keep their order within their action.
 */
export class SessionPacker {
  readonly #limits: PackingLimits;
  readonly #batches = new Set<OpenBatch>();
  readonly #batchOf = new Map<string, OpenBatch>();
  readonly #open: { upsert?: OpenBatch; delete?: OpenBatch } = {};
  #bytes = 0;

  constructor(limits: PackingLimits) {
    this.#limits = { ...limits, bulkMaxItems: Math.min(limits.bulkMaxItems, MOST_ITEMS) };
  }

  /** Takes an item that fits a bulk load alone; `false` when the session is full. The item replaces an earlier one of its id. */
  add(item: BulkItem): boolean {
    const earlier = this.#batchOf.get(item.externalId);
    const batch = this.#roomFor(item, earlier);
    if (batch === undefined) return false;
    if (earlier !== undefined) this.#remove(item.externalId, earlier);
    this.#batches.add(batch);
    this.#open[item.action] = batch;
    batch.items.set(item.externalId, item);
    batch.bytes += item.bytes + 1;
    this.#bytes += item.bytes;
    this.#batchOf.set(item.externalId, batch);
    return true;
  }

  /** Whether an item of this external id is in the session. */
  has(externalId: string): boolean {
    return this.#batchOf.has(externalId);
  }

  /** Batches in the order in which they were begun. */
  batches(): readonly Batch[] {
    return [...this.#batches].map(({ action, items }) => ({ action, items: [...items.values()] }));
  }

  #roomFor(item: BulkItem, earlier: OpenBatch | undefined): OpenBatch | undefined {
    const replaced = earlier?.items.get(item.externalId)?.bytes ?? 0;
    if (this.#bytes > 0 && this.#bytes - replaced + item.bytes > SESSION_BYTES) return undefined;
    const open = this.#open[item.action];
    if (open !== undefined) {
      const inPlace = open === earlier;
      const items = open.items.size + (inPlace ? 0 : 1);
      const bytes = open.bytes + item.bytes - (inPlace ? replaced + 1 : 0);
      if (items <= this.#limits.bulkMaxItems && bytes <= this.#limits.bulkMaxBytes) return open;
    }
    const emptied = earlier !== undefined && earlier.items.size === 1 ? 1 : 0;
    if (this.#batches.size - emptied >= plannedRequests(this.#limits)) return undefined;
    return { action: item.action, items: new Map(), bytes: ENVELOPE_BYTES - 1 };
  }

  #remove(externalId: string, batch: OpenBatch): void {
    const item = batch.items.get(externalId);
    if (item === undefined) return;
    batch.items.delete(externalId);
    batch.bytes -= item.bytes + 1;
    this.#bytes -= item.bytes;
    if (batch.items.size === 0) {
      this.#batches.delete(batch);
      if (this.#open[batch.action] === batch) delete this.#open[batch.action];
    }
  }
}
