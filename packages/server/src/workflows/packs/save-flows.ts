import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { clientTokenHash } from '../endpoints/client-token.ts';
import type { Flow, FlowSettings } from '../flows/flow.ts';
import type { ExaminedFlow } from './examined-pack.ts';

/** What a new version does to the flows of a pack. */
export interface FlowDiff {
  readonly added: readonly ExaminedFlow[];
  readonly changed: readonly ExaminedFlow[];
  readonly unchanged: readonly ExaminedFlow[];
  readonly gone: readonly Flow[];
}

/** Compares flows by their ids in the pack. One that was gone and is back is new. */
export function diffFlows(before: ReadonlyMap<string, Flow>, after: readonly ExaminedFlow[]): FlowDiff {
  const kept = new Set(after.map(({ packFlowId }) => packFlowId));
  const was = ({ packFlowId }: ExaminedFlow) => {
    const flow = before.get(packFlowId);
    return flow === undefined || flow.isGone ? undefined : flow;
  };
  return {
    added: after.filter((flow) => was(flow) === undefined),
    changed: after.filter((flow) => was(flow) !== undefined && !isSame(was(flow), flow)),
    unchanged: after.filter((flow) => isSame(was(flow), flow)),
    gone: [...before.values()].filter((flow) => !flow.isGone && !kept.has(flow.packFlowId)),
  };
}

function isSame(before: Flow | undefined, { definition, folder }: ExaminedFlow): boolean {
  return (
    before !== undefined &&
    before.definition.fingerprint === definition.fingerprint &&
    JSON.stringify(before.folder) === JSON.stringify(folder)
  );
}

interface NewRow {
  readonly id: string;
  readonly flow: ExaminedFlow;
  readonly settings: FlowSettings;
  readonly alias: string | null;
  /** Hash of a client token nobody has, hexadecimal; null where none is needed. */
  readonly token: string | null;
  readonly updated: Date;
}

/** Stores the flows of a version: what a person set of those that are known stays. New ones are off. */
export async function saveFlows(
  tx: Transaction,
  org: Org,
  packId: string,
  before: ReadonlyMap<string, Flow>,
  after: readonly ExaminedFlow[],
): Promise<void> {
  const now = org.clock.now();
  const rows = after.map((flow): NewRow => {
    const known = before.get(flow.packFlowId);
    const isEndpoint = flow.kind === 'endpoint';
    return {
      id: known?.id ?? org.ids.next('flow'),
      flow,
      settings: known?.settings ?? (flow.definition.savesData ? {} : { savesData: false }),
      alias: known?.alias ?? (isEndpoint ? randomBytes(24).toString('base64url') : null),
      token: isEndpoint && flow.definition.securityLevel !== 'open' ? lockedToken() : null,
      updated: known !== undefined && isSame(known, flow) ? known.lastUpdated : now,
    };
  });
  if (rows.length === 0) return;
  await tx.execute(sql`
    INSERT INTO flows AS known (id, pack_id, pack_flow_id, name, kind, folder, definition, settings, alias, client_token, created,
                                last_updated)
    SELECT id, ${packId}, pack_flow_id, name, kind, ARRAY(SELECT json_array_elements_text(folder::json)), definition::json,
      settings::jsonb, alias, decode(token, 'hex'), ${now}::timestamptz, updated
    FROM unnest(
      ${rows.map(({ id }) => id)}::text[], ${rows.map(({ flow }) => flow.packFlowId)}::text[],
      ${rows.map(({ flow }) => flow.name)}::text[], ${rows.map(({ flow }) => flow.kind)}::text[],
      ${rows.map(({ flow }) => JSON.stringify(flow.folder))}::text[],
      ${rows.map(({ flow }) => JSON.stringify(flow.definition))}::text[],
      ${rows.map(({ settings }) => JSON.stringify(settings))}::text[], ${rows.map(({ alias }) => alias)}::text[],
      ${rows.map(({ token }) => token)}::text[], ${rows.map(({ updated }) => updated.toISOString())}::timestamptz[]
    ) AS new (id, pack_flow_id, name, kind, folder, definition, settings, alias, token, updated)
    ON CONFLICT (pack_id, pack_flow_id) DO UPDATE
    SET name = excluded.name, kind = excluded.kind, folder = excluded.folder, definition = excluded.definition, is_gone = false,
      alias = excluded.alias, last_updated = excluded.last_updated,
      -- A token that somebody has stays good for as long as one is needed.
      client_token = CASE WHEN excluded.client_token IS NULL THEN NULL ELSE coalesce(known.client_token, excluded.client_token) END,
      token_created = CASE WHEN excluded.client_token IS NULL THEN NULL ELSE known.token_created END`);
}

/** An endpoint that needs a token must be closed until one is made. */
function lockedToken(): string {
  return clientTokenHash(randomBytes(32).toString('base64url')).toString('hex');
}
