import type { Pack, PackCard, PackScope } from '@headwater/workflows';
import type { FlowsOrg } from './flows-org.ts';

/** How cards and flows of a pack are called. */
export interface Titles {
  flow(packFlowId: string): string;
  /** @param block which block of the flow: `''` for the flow itself, else `wa7OcIQCJ/try` */
  card(packFlowId: string, block: string, id: string): string;
}

/** Reads the version of a pack that an execution ran with. Where that is gone, ids have to do. */
export async function loadTitles(org: FlowsOrg, packId: string, version: number): Promise<Titles> {
  const { readPack } = await import('@headwater/workflows');
  try {
    const { content } = await org.download(`flow-packs/${packId}/export`, { version });
    return titlesOf(readPack(content));
  } catch {
    return { flow: (id) => id, card: (_flow, _block, id) => id };
  }
}

/** The titles of a pack's flows and cards; ids for those that it does not have. */
function titlesOf(pack: Pack): Titles {
  const scopes = new Map<string, ReadonlyMap<string, string>>();
  for (const { id, scope } of pack.flows.values()) addScope(scopes, id, '', scope);
  return {
    flow: (id) => pack.flows.get(id)?.name ?? id,
    card: (flow, block, id) => scopes.get(`${flow} ${block}`)?.get(id) ?? id,
  };
}

function addScope(
  scopes: Map<string, ReadonlyMap<string, string>>,
  flowId: string,
  block: string,
  { cards }: PackScope,
): void {
  scopes.set(`${flowId} ${block}`, new Map(cards.map(({ id, title }) => [id, title])));
  for (const card of cards) for (const [name, inner] of blocksOf(card, block)) addScope(scopes, flowId, name, inner);
}

/** Named as the journal names them: `try` and `catch`, the group of a condition, `each`. */
function blocksOf(
  { id, kind, inputs, errorPolicy }: PackCard,
  around: string,
): readonly (readonly [string, PackScope])[] {
  const prefix = `${around === '' ? '' : `${around}/`}${id}`;
  const body = kind.type === 'kernel' && kind.name === 'control:tryCatch' ? 'try' : 'each';
  const blocks = inputs.flatMap(({ block, group }) =>
    block === null ? [] : [[`${prefix}/${group ?? body}`, block] as const],
  );
  const { then } = errorPolicy;
  return then.type === 'handler' ? [...blocks, [`${prefix}/catch`, then.block] as const] : blocks;
}
