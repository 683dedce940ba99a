import { FlowPackBindings, validationFailed } from '@headwater/protocol';
import {
  type Bindings,
  CONNECTORS,
  findConnector,
  WORKFLOW_SWITCHES,
  type WorkflowChoices,
} from '@headwater/workflows';
import sql from 'sql-template-tag';
import { Compile } from 'typebox/compile';
import type { Transaction } from '../../database/transaction.ts';
import { schemaCauses } from '../../http/validation.ts';
import { isRecord } from '../../json/is-record.ts';
import { isSelf } from '../connections/check-connection.ts';
import { type FlowConnection, findConnections } from '../connections/connection.ts';
import type { FlowPack } from './pack.ts';

const BINDINGS = Compile(FlowPackBindings);

/** Bindings, after a change of them. Throws `validationFailed` with everything that is wrong with what was changed. */
export async function checkBindings(
  tx: Transaction,
  pack: FlowPack,
  merged: unknown,
  origin: string,
): Promise<Bindings> {
  const shape = schemaCauses(BINDINGS, merged, 'bindings');
  if (shape.length > 0) throw validationFailed('bindings', shape);
  // Its schema was checked above.
  const bindings = merged as Bindings;
  const changed = changesOf(pack.bindings, bindings);
  const connections = await findConnections(tx, Object.values(bindings.connections ?? {}));
  const causes = [
    ...(await applicationCauses(tx, pack, changed.applications, connections, origin)),
    ...connectionCauses(pack, changed.connections, connections),
    ...changed.hosts.flatMap(([from, to]) => hostCauses(from, to)),
  ];
  if (causes.length > 0) throw validationFailed('bindings', causes);
  return bindings;
}

type Entries = readonly (readonly [string, string])[];

function changesOf(before: Bindings, after: Bindings): { applications: Entries; connections: Entries; hosts: Entries } {
  const changed = (part: 'applications' | 'connections' | 'hosts') =>
    Object.entries(after[part] ?? {}).filter(([key, value]) => before[part]?.[key] !== value);
  return { applications: changed('applications'), connections: changed('connections'), hosts: changed('hosts') };
}

/** The applications of another org are not known here. */
async function applicationCauses(
  tx: Transaction,
  { summary }: FlowPack,
  changed: Entries,
  connections: readonly FlowConnection[],
  origin: string,
): Promise<readonly string[]> {
  if (changed.length === 0) return [];
  const known = summary.applications.map(({ key }) => key);
  const rows = await tx.query<{ readonly id: string }>(sql`SELECT id FROM identity_sources`);
  const sources = new Set(rows.map(({ id }) => id));
  const okta = connections.filter(({ kind }) => kind === 'okta');
  const isElsewhere = okta.some(({ kind, settings }) => !isSelf(kind, settings) && settings.baseUrl !== origin);
  return changed.flatMap(([from, to]) => [
    ...(known.includes(from)
      ? []
      : [`bindings.applications.${from}: The pack names no such application; it names ${list(known)}`]),
    ...(sources.has(to) || isElsewhere
      ? []
      : [`bindings.applications.${from}: "${to}" is no identity source of this org`]),
  ]);
}

function connectionCauses(
  { summary }: FlowPack,
  changed: Entries,
  connections: readonly FlowConnection[],
): readonly string[] {
  const known = new Map(connections.map((connection) => [connection.id, connection]));
  return changed.flatMap(([key, id]) => {
    const place = `bindings.connections.${key}`;
    const connector = summary.connections.find((need) => need.key === key)?.connector ?? connectorOf(key);
    const connection = known.get(id);
    if (connector === null) {
      const keys = summary.connections.map((need) => need.key);
      return [`${place}: The pack has no such connection, and there is no such connector; it has ${list(keys)}`];
    }
    if (connection === undefined) return [`${place}: There is no connection "${id}"; create it first`];
    return connection.connector === connector
      ? []
      : [`${place}: The connection "${connection.name}" is for ${connection.connector}, not for ${connector}`];
  });
}

function connectorOf(key: string): string | null {
  return findConnector(CONNECTORS, key) === null ? null : key;
}

const ADDRESS = /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/i;

function hostCauses(from: string, to: string): readonly string[] {
  return [from, to]
    .filter((address) => !ADDRESS.test(address) || !URL.canParse(address))
    .map((address) => `bindings.hosts.${from}: "${address}" is no origin such as https://api.example.com`);
}

function list(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : keys.join(', ');
}

/** Answers to switches, after a change of them. Throws `validationFailed`. */
export function checkChoices(merged: unknown): Partial<WorkflowChoices> {
  const given = isRecord(merged) ? Object.entries(merged) : [];
  const causes = given.flatMap(([name, answer]) => {
    if (!Object.hasOwn(WORKFLOW_SWITCHES, name)) return [`choices.${name}: There is no such switch`];
    const { answers } = WORKFLOW_SWITCHES[name as keyof WorkflowChoices];
    return typeof answer === 'string' && Object.hasOwn(answers, answer)
      ? []
      : [`choices.${name}: ${String(answer)} is none of ${Object.keys(answers).join(', ')}`];
  });
  if (causes.length > 0) throw validationFailed('choices', causes);
  // Each was checked above.
  return Object.fromEntries(given) as Partial<WorkflowChoices>;
}
