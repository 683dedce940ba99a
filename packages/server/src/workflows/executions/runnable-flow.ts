import type { FlowKind } from '@headwater/workflows';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { VersionRow } from '../packs/programs.ts';

/** What a host needs to know of a flow to start it. */
export interface RunnableFlow {
  readonly id: string;
  readonly name: string;
  readonly kind: FlowKind;
  readonly isOn: boolean;
  readonly packId: string;
  /** The version that new executions run. */
  readonly packVersion: number;
  /** Its id in the pack. */
  readonly packFlowId: string;
  readonly settings: RunSettings;
  /** What was read of its pack's version together with it. */
  readonly packRow?: VersionRow;
}

/** How a flow runs. */
export interface RunSettings {
  /** Whether its executions survive the end of their process. Default true. */
  readonly durable: boolean;
  /** How many of its executions run at a time; null: any number. Default: 1 for flows that events start, else null. */
  readonly concurrency: number | null;
  /** How many of its executions start in a second; null: any number, but see `endpoints/`. */
  readonly ratePerSecond: number | null;
  /** For how long its history is kept. Default 30. */
  readonly retentionDays: number;
  /** Whether history shows values. Default true. */
  readonly savesData: boolean;
}

export const DEFAULT_RETENTION_DAYS = 30;

interface FlowRow extends Omit<RunnableFlow, 'settings'> {
  readonly settings: Partial<RunSettings>;
}

/** A flow by its id; undefined when there is none, or the pack has it no more. */
export function findRunnableFlow(tx: Transaction, id: string): Promise<RunnableFlow | undefined> {
  return findFlow(tx, sql`flows.id = ${id}`);
}

/** The flow of a pack by its id in the pack, by which flows call each other. */
export function findFlowOfPack(tx: Transaction, packId: string, packFlowId: string): Promise<RunnableFlow | undefined> {
  return findFlow(tx, sql`flows.pack_id = ${packId} AND flows.pack_flow_id = ${packFlowId}`);
}

/** A flow with an address. */
export interface EndpointFlow extends RunnableFlow {
  readonly alias: string;
  readonly clientToken: Buffer | null;
}

type EndpointRow = FlowRow & Pick<EndpointFlow, 'alias' | 'clientToken'> & VersionRow;

/** The flows with the addresses `/api/flo/<alias>/invoke`, with what they are compiled from. */
export async function findEndpoints(tx: Transaction, aliases: readonly string[]): Promise<readonly EndpointFlow[]> {
  const rows = await tx.query<EndpointRow>(sql`
    ${SELECT}, flows.alias, flows.client_token AS "clientToken", file.sha256, file.size, pack.bindings, pack.choices
    ${FROM} JOIN flow_pack_versions AS file ON file.pack_id = pack.id AND file.version = pack.version
    WHERE flows.alias = ANY(${[...aliases]}::text[]) AND NOT flows.is_gone`);
  return rows.map(({ alias, clientToken, sha256, size, bindings, choices, ...row }) => ({
    ...toFlow(row),
    alias,
    clientToken,
    packRow: { sha256, size, bindings, choices },
  }));
}

/** Flows that events start and that are on; and whether the log is being followed. */
export async function findListeners(
  tx: Transaction,
): Promise<{ readonly flows: readonly RunnableFlow[]; readonly hasCursor: boolean }> {
  const finding = tx.query<FlowRow>(
    sql`${SELECT} ${FROM} WHERE flows.kind = 'event' AND flows.is_on AND NOT flows.is_gone ORDER BY flows.id`,
  );
  const [cursor] = await tx.query<{ readonly exists: boolean }>(
    sql`SELECT EXISTS (SELECT FROM flow_event_cursor) AS exists`,
  );
  return { flows: (await finding).map(toFlow), hasCursor: cursor?.exists === true };
}

const SELECT = sql`
  SELECT flows.id, flows.name, flows.kind, flows.is_on AS "isOn", flows.pack_id AS "packId",
    pack.version AS "packVersion", flows.pack_flow_id AS "packFlowId", flows.settings`;
const FROM = sql`FROM flows JOIN flow_packs AS pack ON pack.id = flows.pack_id`;

async function findFlow(tx: Transaction, which: Sql): Promise<RunnableFlow | undefined> {
  const [row] = await tx.query<FlowRow>(sql`${SELECT} ${FROM} WHERE ${which} AND NOT flows.is_gone`);
  return row === undefined ? undefined : toFlow(row);
}

function toFlow({ id, name, kind, isOn, packId, packVersion, packFlowId, settings }: FlowRow): RunnableFlow {
  return { id, name, kind, isOn, packId, packVersion, packFlowId, settings: readRunSettings(kind, settings) };
}

/** What a flow sets, with the defaults. Events are strictly in order (workflows-format 5.10), so that one batch waits for the other. */
export function readRunSettings(kind: FlowKind, settings: Partial<RunSettings>): RunSettings {
  return {
    durable: settings.durable ?? true,
    concurrency: settings.concurrency ?? (kind === 'event' ? 1 : null),
    ratePerSecond: settings.ratePerSecond ?? null,
    retentionDays: settings.retentionDays ?? DEFAULT_RETENTION_DAYS,
    savesData: settings.savesData ?? true,
  };
}
