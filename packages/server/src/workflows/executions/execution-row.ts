import type { ExecutionStatus, ExecutionTrigger } from '@headwater/protocol';
import type { FlowKind } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { VersionRow } from '../packs/programs.ts';
import type { RunSettings } from './runnable-flow.ts';

/** An execution as it is begun or gone on with. */
export interface WorkRow {
  readonly id: string;
  readonly flowId: string;
  readonly status: ExecutionStatus;
  readonly trigger: ExecutionTrigger;
  readonly durable: boolean;
  readonly savesData: boolean;
  readonly cancelling: boolean;
  readonly input: string | null;
  readonly inputSealed: Buffer | null;
  readonly entries: number;
  readonly cards: number;
  readonly seals: boolean;
  readonly ended: Date | null;
  readonly packId: string;
  readonly packVersion: number;
  readonly packFlowId: string;
  readonly kind: FlowKind;
  readonly settings: Partial<RunSettings>;
  /** Undefined when the org has the version no more. */
  readonly packRow?: VersionRow;
}

type Row = Omit<WorkRow, 'packRow'> & (VersionRow | Record<keyof VersionRow, null>);

/** Executions by their ids, with what is needed of their flows. */
export async function readWork(tx: Transaction, ids: readonly string[]): Promise<readonly WorkRow[]> {
  const rows = await tx.query<Row>(sql`
    SELECT execution.id, execution.flow_id AS "flowId", execution.status, execution.trigger, execution.durable,
      execution.saves_data AS "savesData", execution.cancelling, execution.input, execution.input_sealed AS "inputSealed",
      execution.entries, execution.cards, execution.seals, execution.ended, execution.pack_version AS "packVersion",
      flow.pack_id AS "packId", flow.pack_flow_id AS "packFlowId", flow.kind, flow.settings,
      file.sha256, file.size, pack.bindings, pack.choices
    FROM flow_executions AS execution JOIN flows AS flow ON flow.id = execution.flow_id
      JOIN flow_packs AS pack ON pack.id = flow.pack_id
      LEFT JOIN flow_pack_versions AS file ON file.pack_id = pack.id AND file.version = execution.pack_version
    WHERE execution.id = ANY(${[...ids]}::text[])`);
  return rows.map(({ sha256, size, bindings, choices, ...row }) => {
    return sha256 === null ? row : { ...row, packRow: { sha256, size, bindings, choices } };
  });
}
