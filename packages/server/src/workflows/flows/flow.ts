import { notFound } from '@headwater/protocol';
import type { FlowKind, PackSchedule } from '@headwater/workflows';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { RunSettings } from '../executions/runnable-flow.ts';
import type { FlowDefinition } from '../packs/examined-pack.ts';

/** A flow of a pack. */
export interface Flow {
  /** `flw…` */
  readonly id: string;
  readonly packId: string;
  /** By which the other flows of the pack call it. */
  readonly packFlowId: string;
  readonly name: string;
  readonly kind: FlowKind;
  /** Names of the folders that hold it, outermost first. */
  readonly folder: readonly string[];
  readonly isOn: boolean;
  /** Whether the version of the pack that counts has it no more. */
  readonly isGone: boolean;
  readonly definition: FlowDefinition;
  /** What differs from the defaults. */
  readonly settings: FlowSettings;
  /** The part of an endpoint's address that cannot be guessed; null for others. */
  readonly alias: string | null;
  /** When its client token was made. */
  readonly tokenCreated: Date | null;
  readonly created: Date;
  readonly lastUpdated: Date;
}

export interface FlowSettings extends Partial<RunSettings> {
  /** Instead of the one of the pack. */
  readonly schedule?: Pick<PackSchedule, 'cron' | 'timeZone'>;
}

const SELECT = sql`
  SELECT id, pack_id AS "packId", pack_flow_id AS "packFlowId", name, kind, folder, is_on AS "isOn", is_gone AS "isGone",
    definition, settings, alias, token_created AS "tokenCreated", created, last_updated AS "lastUpdated"
  FROM flows`;

/** Flows that meet a condition, in the order of their names. */
export function selectFlows(tx: Transaction, condition: Sql, limit?: number): Promise<readonly Flow[]> {
  return tx.query<Flow>(sql`${SELECT} WHERE ${condition} ORDER BY name, id LIMIT ${limit ?? null}`);
}

/** All flows of a pack by their ids in it, also those that are gone. */
export async function flowsOfPack(tx: Transaction, packId: string): Promise<ReadonlyMap<string, Flow>> {
  const flows = await selectFlows(tx, sql`pack_id = ${packId}`);
  return new Map(flows.map((flow) => [flow.packFlowId, flow]));
}

/** A flow by its id. Throws `notFound`. */
export async function getFlow(tx: Transaction, id: string): Promise<Flow> {
  const [flow] = await selectFlows(tx, sql`id = ${id}`);
  if (flow === undefined) throw notFound(id, 'Flow');
  return flow;
}

/** What decides when a flow starts by itself: its own schedule, else the one of the pack; null for one that is not scheduled. */
export function scheduleOf({ kind, settings, definition }: Flow): PackSchedule | null {
  if (kind !== 'scheduled') return null;
  if (settings.schedule !== undefined) return { ...settings.schedule, startDate: '', endDate: '' };
  return definition.schedule ?? null;
}
