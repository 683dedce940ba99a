import { notFound } from '@headwater/protocol';
import type { Bindings, WorkflowChoices } from '@headwater/workflows';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Party } from '../../system-log/record-event.ts';
import type { PackSummary } from './examined-pack.ts';

/** An export that was imported, as it counts now. */
export interface FlowPack {
  /** `fpk…` */
  readonly id: string;
  readonly name: string;
  /** That new executions run. */
  readonly version: number;
  readonly bindings: Bindings;
  readonly choices: Partial<WorkflowChoices>;
  readonly summary: PackSummary;
  readonly fileName: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly sha256: string;
  readonly created: Date;
  readonly lastUpdated: Date;
}

/** A version of a pack that is kept. */
export interface PackVersionRow {
  readonly version: number;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly created: Date;
}

const SELECT = sql`
  SELECT pack.id, pack.name, pack.version, pack.bindings, pack.choices, pack.summary, file.file_name AS "fileName",
    file.size, file.sha256, pack.created, pack.last_updated AS "lastUpdated"
  FROM flow_packs AS pack JOIN flow_pack_versions AS file ON file.pack_id = pack.id AND file.version = pack.version`;

/** Packs that meet a condition on `pack`, in the order of their names. */
export function selectPacks(tx: Transaction, condition: Sql, limit: number): Promise<readonly FlowPack[]> {
  return tx.query<FlowPack>(sql`${SELECT} WHERE ${condition} ORDER BY pack.name LIMIT ${limit}`);
}

/** A pack by its id, locked for its change where that is said. Throws `notFound`. */
export async function getPack(tx: Transaction, id: string, lock: 'none' | 'update' = 'none'): Promise<FlowPack> {
  const locked = lock === 'update' ? sql`FOR NO KEY UPDATE OF pack` : empty;
  const [pack] = await tx.query<FlowPack>(sql`${SELECT} WHERE pack.id = ${id} ${locked}`);
  if (pack === undefined) throw notFound(id, 'FlowPack');
  return pack;
}

/** A pack by its name, or undefined. */
export async function findPackByName(tx: Transaction, name: string): Promise<FlowPack | undefined> {
  return (await selectPacks(tx, sql`pack.name = ${name}`, 1))[0];
}

/** The versions of a pack that are kept, newest first. */
export function listVersions(tx: Transaction, packId: string): Promise<readonly PackVersionRow[]> {
  return tx.query<PackVersionRow>(sql`
    SELECT version, file_name AS "fileName", size, sha256, created FROM flow_pack_versions
    WHERE pack_id = ${packId} ORDER BY version DESC`);
}

/** A pack as a target of events. */
export function packParty({ id, name }: Pick<FlowPack, 'id' | 'name'>): Party {
  return { id, type: 'FlowPack', alternateId: name, displayName: name };
}
