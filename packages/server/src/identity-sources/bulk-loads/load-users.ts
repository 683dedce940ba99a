import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ApiError, nextSessionStatus, type RecordAction } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Act } from '../../access/manage-tokens.ts';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { sourceParty } from '../identity-source.ts';
import { onSession, requireActive, type SessionOfSource, type SessionPath } from '../sessions/on-session.ts';
import { type StagedItems, stageDeletes, stageUpserts } from './stage-items.ts';

const compress = promisify(gzip);

/** What one request adds to a session. */
interface Load {
  readonly action: RecordAction;
  readonly items: number;
  readonly keys: Float64Array;
  readonly body: Buffer;
  readonly dropped: readonly string[];
}

/**
 * Stages the people of a bulk-upsert. Throws what `stageUpserts` throws, `sessionNotLoadable`, `tooManyBulkRequests` or `notFound`; then
 * nothing of the request is staged.
 */
export async function loadUpserts(org: Org, path: SessionPath, body: unknown, act: Act): Promise<void> {
  const staged = stageUpserts(body, org.limits);
  const load = await pack('upsert', staged, []);
  await onSession(org, path, async (tx, session) => {
    requireLoadable(org, session);
    await store(tx, org, session, load, act);
  });
}

/**
 * Stages the external ids of a bulk-delete that the source knows; the others are noted and dropped (identity-sources-api 2.7, D12). A
 * request of unknown ids only is accepted and counted, and leaves the session as it is. Errors as {@link loadUpserts}.
 */
export async function loadDeletes(org: Org, path: SessionPath, body: unknown, act: Act): Promise<void> {
  const staged = stageDeletes(body, org.limits);
  await onSession(org, path, async (tx, session) => {
    requireLoadable(org, session);
    const known = await knownIds(tx, session.sourceId, staged.externalIds);
    const dropped = staged.externalIds.filter((id) => !known.has(id));
    const load = await pack('delete', dropped.length === 0 ? staged : keep(staged, known), dropped);
    await store(tx, org, session, load, act);
  });
}

function requireLoadable(org: Org, session: SessionOfSource): void {
  requireActive({ id: session.sourceId, status: session.sourceStatus });
  if (nextSessionStatus(session.status, 'load') === undefined) throw new ApiError('sessionNotLoadable');
  const limit = org.limits.sessionMaxBulkRequests;
  if (session.bulkRequests >= limit) throw new ApiError('tooManyBulkRequests', { data: { limit } });
}

/** The external ids that are live people of the source now. */
async function knownIds(
  tx: Transaction,
  sourceId: string,
  externalIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ readonly id: string }>(sql`
    SELECT external_id AS id FROM source_users
    WHERE source_id = ${sourceId} AND external_id = ANY(${externalIds}) AND status <> 'DEPROVISIONED'`);
  return new Set(rows.map(({ id }) => id));
}

function keep(staged: StagedItems, known: ReadonlySet<string>): StagedItems {
  const isKept = (_: unknown, index: number) => known.has(staged.externalIds[index] ?? '');
  return {
    externalIds: staged.externalIds.filter(isKept),
    lines: staged.lines.filter(isKept),
    keys: staged.keys.filter(isKept),
  };
}

/** Compresses on a thread of the pool; level 1 costs least for what it saves. */
async function pack(action: RecordAction, staged: StagedItems, dropped: readonly string[]): Promise<Load> {
  const text = staged.lines.map((line) => `${line}\n`).join('');
  const body = await compress(text, { level: constants.Z_BEST_SPEED });
  return { action, items: staged.lines.length, keys: staged.keys, body, dropped };
}

async function store(tx: Transaction, org: Org, session: SessionOfSource, load: Load, act: Act): Promise<void> {
  const now = org.clock.now();
  const stages = load.items > 0;
  const status = stages ? nextSessionStatus(session.status, 'load') : session.status;
  await tx.execute(sql`
    WITH load AS (
      INSERT INTO bulk_loads (session_id, number, action, items, keys, body, dropped, received)
      VALUES (${session.id}, ${session.bulkRequests + 1}, ${load.action}, ${load.items}, ${toLittleEndian(load.keys)},
              ${load.body}, ${load.dropped}, ${now})
    )
    UPDATE sessions
    SET status = ${status}, bulk_requests = bulk_requests + 1, staged = staged + ${load.items}, last_write = ${now},
        last_updated = ${stages ? now : session.lastUpdated}
    WHERE id = ${session.id}`);
  await recordEvent(tx, {
    at: now,
    type: `system.identity_sources.bulk_${load.action}`,
    ...act,
    targets: [sourceParty({ id: session.sourceId, label: session.sourceLabel })],
    debug: { session_id: session.id, instance_id: session.sourceId, total_objects: load.items },
  });
}

function toLittleEndian(keys: Float64Array): Buffer {
  const bytes = Buffer.alloc(keys.length * 8);
  for (const [index, key] of keys.entries()) bytes.writeDoubleLE(key, index * 8);
  return bytes;
}
