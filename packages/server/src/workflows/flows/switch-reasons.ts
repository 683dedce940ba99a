import type { Bindings } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { isSelf } from '../connections/check-connection.ts';
import { type FlowConnection, findConnections } from '../connections/connection.ts';
import { boundConnection } from '../connections/open-connection.ts';
import { type Flow, flowsOfPack } from './flow.ts';
import { scheduleProblem } from './reschedule.ts';

/** Everything around a flow that decides whether it can run. */
export interface FlowSurroundings {
  readonly bindings: Bindings;
  /** Of the same pack, by their ids in it. */
  readonly flows: ReadonlyMap<string, Flow>;
  /** Of the org, by id, as far as the pack is bound to them. */
  readonly connections: ReadonlyMap<string, FlowConnection>;
  /** Tables of the pack by their ids in it, and of the org by their own. */
  readonly tables: ReadonlySet<string>;
  /** Ids of the org's identity sources. */
  readonly sources: ReadonlySet<string>;
  /** Address of the org. */
  readonly origin: string;
}

/** Reads what is around the flows of a pack. */
export async function readSurroundings(
  tx: Transaction,
  pack: { readonly id: string; readonly bindings: Bindings },
  origin: string,
): Promise<FlowSurroundings> {
  const { bindings } = pack;
  const flows = await flowsOfPack(tx, pack.id);
  const connections = await findConnections(tx, Object.values(bindings.connections ?? {}));
  const tables = await tx.query<{ readonly id: string; readonly packTableId: string | null }>(
    sql`SELECT id, CASE WHEN pack_id = ${pack.id} THEN pack_table_id END AS "packTableId" FROM flow_tables`,
  );
  const sources = await tx.query<{ readonly id: string }>(sql`SELECT id FROM identity_sources`);
  return {
    bindings,
    flows,
    connections: new Map(connections.map((connection) => [connection.id, connection])),
    tables: new Set(tables.flatMap(({ id, packTableId }) => [id, ...(packTableId === null ? [] : [packTableId])])),
    sources: new Set(sources.map(({ id }) => id)),
    origin,
  };
}

/** Why a flow cannot run, and what cannot be known from here. */
export interface SwitchReasons {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** What keeps a flow from running, whether its helpers are on apart. */
export function switchReasons(org: Org, flow: Flow, around: FlowSurroundings): SwitchReasons {
  const says = (reason: string) => `"${flow.name}": ${reason}`;
  const schedule = scheduleProblem(org, flow);
  const applications = applicationReasons(flow, around);
  return {
    reasons: [
      ...(flow.isGone ? ['The newest version of the pack has it no more'] : []),
      ...connectionReasons(flow, around),
      ...applications.reasons,
      ...flow.definition.calls
        .filter((id) => around.flows.get(id)?.isGone !== false)
        .map((id) => `It calls flow ${id}, which the pack does not have`),
      ...tableReasons(flow, around),
      ...(schedule === null ? [] : [`Its schedule cannot be: ${schedule}`]),
    ].map(says),
    warnings: applications.warnings.map(says),
  };
}

function connectionReasons({ definition }: Flow, { bindings, connections }: FlowSurroundings): readonly string[] {
  return definition.connections.flatMap(({ connector, connectionId }) => {
    const bound = boundConnection(bindings, { connector, id: connectionId });
    const key = connectionId ?? connector;
    if (bound === null)
      return [`No connection is bound for ${connector}; bind one with bindings.connections["${key}"]`];
    return connections.has(bound) ? [] : [`The connection ${bound}, which is bound for ${connector}, does not exist`];
  });
}

function tableReasons({ definition }: Flow, { bindings, tables }: FlowSurroundings): readonly string[] {
  return definition.tables
    .filter((id) => !tables.has(bindings.ids?.[id] ?? id))
    .map((id) => `It uses table ${id}, which is not there`);
}

/** Of another org nobody here knows the applications. */
function applicationReasons({ definition }: Flow, around: FlowSurroundings): SwitchReasons {
  const { bindings, connections, sources, origin } = around;
  const known = definition.connections.flatMap(({ connector, connectionId }) => {
    const bound = connector === 'okta' ? boundConnection(bindings, { connector, id: connectionId }) : null;
    return bound === null ? [] : (connections.get(bound) ?? []);
  });
  const isHere = known.length > 0 && known.every((connection) => leadsHere(connection, origin));
  const unknown = definition.applications
    .map((id) => bindings.applications?.[id] ?? id)
    .filter((id) => !sources.has(id));
  const open = unknown.filter((id) => id.startsWith('-- '));
  const others = unknown.filter((id) => !id.startsWith('-- '));
  return {
    reasons: [
      ...open.map((id) => `A card still says "${id}"; bind it with bindings.applications["${id}"]`),
      ...(isHere
        ? others.map(
            (id) => `The application ${id} is no identity source of this org; bind it with bindings.applications`,
          )
        : []),
    ],
    warnings:
      isHere || known.length === 0
        ? []
        : others.map((id) => `Whether the other org has the application ${id} cannot be known from here`),
  };
}

function leadsHere({ kind, settings }: FlowConnection, origin: string): boolean {
  return isSelf(kind, settings) || settings.baseUrl === origin;
}

/** The flow and everything that it calls, directly or through others. */
export function withHelpers(flow: Flow, flows: ReadonlyMap<string, Flow>): readonly Flow[] {
  const found = new Map<string, Flow>();
  const open: Flow[] = [flow];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next.packFlowId)) continue;
    found.set(next.packFlowId, next);
    for (const id of next.definition.calls) {
      const called = flows.get(id);
      if (called !== undefined && !called.isGone) open.push(called);
    }
  }
  return [...found.values()];
}
