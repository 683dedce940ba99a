import type { PackCard } from '../pack/pack.ts';

/** Inputs of cards that stream, by group and key, that name a helper (workflows-format 6.4). */
function namesFlow({ type, group, key }: PackCard['inputs'][number]): boolean {
  return type === 'flo' || (group === 'Streaming' && key === 'Flow') || key === 'processing_flow';
}

/** Ids of flows a card calls, its error policy included. */
export function calledFlowIds(card: PackCard): readonly string[] {
  const ids = card.inputs.flatMap((input) =>
    namesFlow(input) && input.block === null && typeof input.literal === 'string' && input.literal !== ''
      ? [input.literal]
      : [],
  );
  const { then } = card.errorPolicy;
  return then.type === 'flow' ? [...ids, then.flowId] : ids;
}

/** Ids of tables a card names in its option. */
export function tableIds(card: PackCard): readonly string[] {
  if (card.kind.type !== 'connector' || card.kind.connector !== 'stash') return [];
  return card.inputs.flatMap(({ isOption, key, literal }) =>
    isOption && key === 'stash' && typeof literal === 'string' && literal !== '' ? [literal] : [],
  );
}
