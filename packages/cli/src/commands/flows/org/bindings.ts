import { readFile } from 'node:fs/promises';
import { type FlowConnection, type FlowPackBindings, type FlowPackReport, isId } from '@headwater/protocol';
import { readBindings } from '@headwater/workflows';
import { Failure } from '../../../failure.ts';
import { one } from './find-one.ts';
import type { FlowsOrg } from './flows-org.ts';

/** Bindings to merge; null takes one away. */
export type BindingsPatch = {
  readonly [Kind in keyof FlowPackBindings]?: Readonly<Record<string, string | null>>;
};

/** Bindings from a file, YAML or JSON. Throws a Failure. */
export async function bindingsFromFile(path: string): Promise<BindingsPatch> {
  const text = await readFile(path, 'utf8');
  try {
    return readBindings(text) as BindingsPatch;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Failure({ code: 'bindingsInvalid', message: `${path}: ${message}.` }, { cause });
  }
}

/**
 * Bindings from `key=value` pairs. What a key is, its pack knows: an application, a connection (by its key, its name in the pack or its
 * connector), the origin of an address, or any other id. An empty value takes the binding away.
 */
export function bindingsFromPairs(
  pairs: Readonly<Record<string, string>>,
  { needs }: Pick<FlowPackReport, 'needs'>,
): BindingsPatch {
  const patch: { -readonly [Kind in keyof FlowPackBindings]-?: Record<string, string | null> } = {
    applications: {},
    connections: {},
    hosts: {},
    ids: {},
  };
  for (const [key, text] of Object.entries(pairs)) {
    const value = text === '' ? null : text;
    const connections = needs.connections.filter((need) => [need.key, need.name, need.connector].includes(key));
    if (/^https?:\/\//.test(key)) patch.hosts[key] = value;
    else if (needs.applications.some((need) => need.key === key)) patch.applications[key] = value;
    else if (connections.length > 0) for (const need of connections) patch.connections[need.key] = value;
    else patch.ids[key] = value;
  }
  return Object.fromEntries(Object.entries(patch).filter(([, entries]) => Object.keys(entries).length > 0));
}

/** The same for the org: keys of connections where the pack's names for them were given, and ids where connections of the org were named. */
export async function withIds(
  org: FlowsOrg,
  patch: BindingsPatch,
  { needs }: Pick<FlowPackReport, 'needs'>,
): Promise<BindingsPatch> {
  if (patch.connections === undefined) return patch;
  const named = Object.entries(patch.connections).flatMap(([given, value]) => {
    const keys = needs.connections.filter(({ key, name }) => key !== given && name === given).map(({ key }) => key);
    return (keys.length === 0 ? [given] : keys).map((key) => [key, value] as const);
  });
  const isMeant = (value: string | null) => value === null || isId('flowConnection', value);
  const all = named.every(([, value]) => isMeant(value))
    ? []
    : await org.list<FlowConnection>('flow-connections', { limit: 200 });
  const connections = named.map(([key, value]) => [
    key,
    value === null || isMeant(value) ? value : one('connection', value, all, 'headwater flows connections list').id,
  ]);
  return { ...patch, connections: Object.fromEntries(connections) };
}

/** A report as it would be with the bindings. */
export function boundBy(report: FlowPackReport, patch: BindingsPatch): FlowPackReport {
  const { applications = {}, connections = {}, hosts = {} } = patch;
  const bound = <Need extends { readonly key: string; readonly boundTo: string | null }>(
    needs: readonly Need[],
    entries: Readonly<Record<string, string | null>>,
    otherKey: (need: Need) => string = ({ key }) => key,
  ): Need[] =>
    needs.map((need) => {
      const key = [need.key, otherKey(need)].find((one) => Object.hasOwn(entries, one));
      return key === undefined ? need : { ...need, boundTo: entries[key] ?? null };
    });
  return {
    ...report,
    needs: {
      applications: bound(report.needs.applications, applications),
      connections: bound(report.needs.connections, connections, ({ connector }) => connector),
      hosts: bound(report.needs.hosts, hosts),
    },
  };
}
