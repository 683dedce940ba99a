import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { nextSessionStatus, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { loadProfileSchema } from '../../directory/profile-schemas/load-profile-schema.ts';
import { JsonStream } from '../../json/json-stream.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { sourceParty } from '../identity-source.ts';
import { onSession, type SessionOfSource, type SessionPath } from '../sessions/on-session.ts';
import type { BulkKind } from './bulk-kinds.ts';
import { knownKeys } from './known-keys.ts';
import { requireLoadable } from './require-loadable.ts';
import type { StagedItems, StageRules } from './stage-items.ts';
import { type StagePart, stageStream } from './stage-stream.ts';
import { Turns } from './turns.ts';

const compress = promisify(gzip);

/** Parts of all large uploads that are staged at a time: their clients may send as fast as they like. */
const staging = new Turns(4);

/** Most that the keys of dropped deletes of one large upload may take; they are kept as they are. */
const MAX_DROPPED_BYTES = 32 * 1024 * 1024;
/** What a short text takes besides its characters. */
const TEXT_OVERHEAD = 32;

/** What one request adds to a session. */
interface Load {
  readonly items: number;
  readonly hashes: Float64Array;
  readonly body: Buffer;
  /** Keys of deletes of what the source does not know. */
  readonly dropped: readonly string[];
}

/**
 * Stages the items of one upload, all or nothing. Deletes of what the source does not know are noted and dropped, unless the org's
 * switch `unknownDeletes` says otherwise; an upload of which nothing is staged is accepted, and leaves the status as it is
 * (identity-sources-api 2.7, D12). Throws what the kind's `stage`, `requireLoadable` and `onSession` throw.
 */
export async function loadSession(org: Org, path: SessionPath, kind: BulkKind, body: unknown, act: Act): Promise<void> {
  const rules = await readRules(org, path, kind);
  const drops = kind.action === 'delete' && org.choices.unknownDeletes === 'drop';
  if (body instanceof JsonStream) {
    const loads = await stageLarge(org, path, kind, stageStream(kind, body, rules), drops);
    await onSession(org, path, async (tx, session) => {
      await requireLoadable(tx, org, session, kind);
      await store(tx, org, session, kind, loads, act);
    });
    return;
  }
  const staged = kind.stage(body, rules);
  const packed = drops ? undefined : await pack(staged);
  await onSession(org, path, async (tx, session) => {
    await requireLoadable(tx, org, session, kind);
    const load = packed ?? (await pack(...(await split(tx, session.sourceId, kind, staged))));
    await store(tx, org, session, kind, [load], act);
  });
}

/**
 * Stages a streamed upload as it arrives: each part is packed, and looked up where that is to be done, before the next one is staged. Throws
 * `validationFailed`, too, when more unknown keys would be kept than memory is meant for.
 */
async function stageLarge(
  org: Org,
  { sourceId }: SessionPath,
  kind: BulkKind,
  parts: AsyncIterable<StagePart>,
  drops: boolean,
): Promise<readonly Load[]> {
  const loads: Load[] = [];
  let droppedBytes = 0;
  for await (const stage of parts) {
    const load = await staging.take(async () => {
      const staged = stage();
      return drops ? pack(...(await org.read((tx) => split(tx, sourceId, kind, staged)))) : pack(staged);
    });
    for (const key of load.dropped) droppedBytes += key.length + TEXT_OVERHEAD;
    if (droppedBytes > MAX_DROPPED_BYTES) {
      throw validationFailed(kind.field, [
        `${kind.field}: Too much of this is not known to the identity source; send it in smaller requests`,
      ]);
    }
    loads.push(load);
  }
  return loads;
}

/** The schema of the source is read only where it decides. */
async function readRules(org: Org, { sourceId }: SessionPath, kind: BulkKind): Promise<StageRules> {
  const { limits, choices } = org;
  if (choices.unknownAttributes !== 'reject' || kind.class !== 'users') return { limits, choices };
  const schema = await org.read((tx) => loadProfileSchema(tx, sourceId));
  return { limits, choices, attributes: new Set(schema.map(({ name }) => name)) };
}

/** The items that the source knows, and the keys of the others. */
async function split(
  tx: Transaction,
  sourceId: string,
  kind: BulkKind,
  staged: StagedItems,
): Promise<readonly [StagedItems, readonly string[]]> {
  const known = await knownKeys(tx, sourceId, kind.class, staged.keys);
  const dropped = staged.keys.filter((key) => !known.has(key));
  if (dropped.length === 0) return [staged, dropped];
  const isKept = (_: unknown, index: number) => known.has(staged.keys[index] ?? '');
  const { keys, lines, hashes } = staged;
  return [{ keys: keys.filter(isKept), lines: lines.filter(isKept), hashes: hashes.filter(isKept) }, dropped];
}

/** Compresses on a thread of the pool; level 1 costs least for what it saves. */
async function pack({ lines, hashes }: StagedItems, dropped: readonly string[] = []): Promise<Load> {
  const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  const body = await compress(text, { level: constants.Z_BEST_SPEED });
  return { items: lines.length, hashes, body, dropped };
}

async function store(
  tx: Transaction,
  org: Org,
  session: SessionOfSource,
  kind: BulkKind,
  loads: readonly Load[],
  act: Act,
): Promise<void> {
  const { choices } = org;
  const now = org.clock.now();
  const items = loads.reduce((sum, load) => sum + load.items, 0);
  const stages = items > 0;
  const status = stages ? nextSessionStatus(session.status, 'load', choices) : session.status;
  const counts = stages || choices.droppedLoadCounts === 'yes';
  await insertLoads(tx, session, kind, loads, now);
  await tx.execute(sql`
    UPDATE sessions
    SET status = ${status}, bulk_requests = bulk_requests + ${counts ? 1 : 0}, staged = staged + ${items},
        last_write = ${now}, last_updated = ${stages && choices.lastUpdatedOnLoad === 'moved' ? now : session.lastUpdated}
    WHERE id = ${session.id}`);
  await recordEvent(tx, {
    at: now,
    type: kind.event,
    ...act,
    targets: [sourceParty({ id: session.sourceId, label: session.sourceLabel })],
    debug: { session_id: session.id, instance_id: session.sourceId, total_objects: items },
  });
}

/** Stores the parts of one request under consecutive numbers. The session's row is locked: nobody else takes them. */
async function insertLoads(
  tx: Transaction,
  { id }: SessionOfSource,
  kind: BulkKind,
  loads: readonly Load[],
  received: Date,
): Promise<void> {
  const [last] = await tx.query<{ readonly number: number; readonly request: number }>(sql`
    SELECT coalesce(max(number), 0) AS number, coalesce(max(request), 0) AS request
    FROM bulk_loads WHERE session_id = ${id}`);
  const { number = 0, request = 0 } = last ?? {};
  for (const [index, load] of loads.entries()) {
    await tx.execute(sql`
      INSERT INTO bulk_loads (session_id, number, request, class, action, items, keys, body, dropped, received)
      VALUES (${id}, ${number + 1 + index}, ${request + 1}, ${kind.class}, ${kind.action}, ${load.items},
              ${toLittleEndian(load.hashes)}, ${load.body}, ${load.dropped}, ${received})`);
  }
}

function toLittleEndian(hashes: Float64Array): Buffer {
  const bytes = Buffer.alloc(hashes.length * 8);
  for (const [index, hash] of hashes.entries()) bytes.writeDoubleLE(hash, index * 8);
  return bytes;
}
