import type { Flow as FlowBody, FlowDetails } from '@headwater/protocol';
import type { Bindings } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { boundConnection } from '../connections/open-connection.ts';
import { readRunSettings } from '../executions/runnable-flow.ts';
import { type Flow, scheduleOf } from './flow.ts';
import { nextStart } from './reschedule.ts';

/** A flow as lists show it. */
export function presentFlow(flow: Flow): FlowBody {
  const { id, packId, packFlowId, name, kind, folder, isOn, isGone, definition } = flow;
  return {
    id,
    packId,
    packFlowId,
    name,
    description: definition.description,
    kind,
    folder: [...folder],
    isOn,
    isGone,
    problemCount: definition.problems.length,
    created: flow.created.toISOString(),
    lastUpdated: flow.lastUpdated.toISOString(),
  };
}

/** Everything about a flow. @param origin address of the org */
export async function presentFlowDetails(tx: Transaction, org: Org, flow: Flow, origin: string): Promise<FlowDetails> {
  const { definition } = flow;
  const bindings = await bindingsOf(tx, flow.packId);
  return {
    ...presentFlow(flow),
    parameters: [...definition.parameters],
    results: [...definition.results],
    calls: await callsOf(tx, flow),
    tables: await tablesOf(tx, flow),
    connections: definition.connections.map(({ connector, connectionId }) => ({
      connector,
      packConnectionId: connectionId,
      boundTo: boundConnection(bindings, { connector, id: connectionId }),
    })),
    cards: definition.cardCount,
    problems: [...definition.problems],
    settings: readRunSettings(flow.kind, flow.settings),
    schedule: presentSchedule(org, flow),
    endpoint: presentEndpoint(flow, origin),
  };
}

async function bindingsOf(tx: Transaction, packId: string): Promise<Bindings> {
  const [pack] = await tx.query<{ readonly bindings: Bindings }>(
    sql`SELECT bindings FROM flow_packs WHERE id = ${packId}`,
  );
  return pack?.bindings ?? {};
}

async function callsOf(tx: Transaction, { packId, definition }: Flow): Promise<FlowDetails['calls']> {
  const rows = await tx.query<Pick<Flow, 'id' | 'name' | 'packFlowId' | 'isOn'>>(sql`
    SELECT id, name, pack_flow_id AS "packFlowId", is_on AS "isOn" FROM flows
    WHERE pack_id = ${packId} AND pack_flow_id = ANY(${[...definition.calls]}::text[]) AND NOT is_gone`);
  const known = new Map(rows.map((row) => [row.packFlowId, row]));
  return definition.calls.map((packFlowId) => {
    const called = known.get(packFlowId);
    return { packFlowId, id: called?.id ?? null, name: called?.name ?? null, isOn: called?.isOn ?? false };
  });
}

async function tablesOf(tx: Transaction, { packId, definition }: Flow): Promise<FlowDetails['tables']> {
  const rows = await tx.query<{ readonly id: string; readonly name: string; readonly packTableId: string }>(sql`
    SELECT id, name, pack_table_id AS "packTableId" FROM flow_tables
    WHERE pack_id = ${packId} AND pack_table_id = ANY(${[...definition.tables]}::text[])`);
  const known = new Map(rows.map((row) => [row.packTableId, row]));
  return definition.tables.map((packTableId) => {
    const table = known.get(packTableId);
    return { packTableId, id: table?.id ?? null, name: table?.name ?? null };
  });
}

function presentSchedule(org: Org, flow: Flow): FlowDetails['schedule'] {
  const schedule = scheduleOf(flow);
  if (schedule === null) return null;
  const isOwn = flow.settings.schedule !== undefined;
  return { ...schedule, isOwn, next: nextStart(org, flow)?.toISOString() ?? null };
}

function presentEndpoint({ kind, alias, definition, tokenCreated }: Flow, origin: string): FlowDetails['endpoint'] {
  if (kind !== 'endpoint' || alias === null) return null;
  return {
    url: `${origin}/api/flo/${alias}/invoke`,
    security: definition.securityLevel === 'open' ? 'open' : 'token',
    tokenCreated: tokenCreated?.toISOString() ?? null,
  };
}
