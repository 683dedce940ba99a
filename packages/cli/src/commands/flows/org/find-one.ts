import type { Flow, FlowConnection, FlowPack, FlowTable } from '@headwater/protocol';
import { isId } from '@headwater/protocol';
import { Failure } from '../../../failure.ts';
import type { FlowsOrg } from './flows-org.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A flow by its id or a unique part of its name, in any case; the whole name counts before parts. Throws a Failure with candidates. */
export async function findFlow(org: FlowsOrg, text: string): Promise<Flow> {
  if (isId('flow', text)) return org.get<Flow>(`flows/${text}`);
  return one('flow', text, await org.list<Flow>('flows', { q: text, limit: 200 }), 'headwater flows list');
}

/** A pack, likewise. */
export async function findPack(org: FlowsOrg, text: string): Promise<FlowPack> {
  if (isId('flowPack', text)) return org.get<FlowPack>(`flow-packs/${text}`);
  return one('pack', text, await org.list<FlowPack>('flow-packs', { limit: 200 }), 'headwater flows list');
}

/** A table, likewise. */
export async function findTable(org: FlowsOrg, text: string): Promise<FlowTable> {
  if (isId('flowTable', text)) return org.get<FlowTable>(`flow-tables/${text}`);
  return one('table', text, await org.list<FlowTable>('flow-tables', { limit: 200 }), 'headwater flows tables list');
}

/** A connection, likewise. */
export async function findConnection(org: FlowsOrg, text: string): Promise<FlowConnection> {
  if (isId('flowConnection', text)) return org.get<FlowConnection>(`flow-connections/${text}`);
  const all = await org.list<FlowConnection>('flow-connections', { limit: 200 });
  return one('connection', text, all, 'headwater flows connections list');
}

/** The one that is meant: its whole name, or the only one with the text in its name. */
export function one<T extends Named>(kind: string, text: string, all: readonly T[], command: string): T {
  const wanted = text.toLowerCase();
  const exact = all.filter(({ name }) => name.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  const remedy = `See: ${command}`;
  if (first === undefined) {
    throw new Failure({ code: `${kind}Unknown`, message: `There is no ${kind} "${text}".`, remedy });
  }
  throw new Failure({
    code: `${kind}Unclear`,
    message: `${found.length} ${kind}s are called like "${text}".`,
    details: found.slice(0, 20).map(({ id, name }) => `${id}  ${name}`),
    remedy: 'Give the id of the one that is meant.',
    data: { candidates: found.map(({ id, name }) => ({ id, name })) },
  });
}
