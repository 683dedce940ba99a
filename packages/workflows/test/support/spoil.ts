import type { Pack } from '../../src/pack/pack.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import type { Draft } from './build-pack.ts';

/** A flow in the JSON of a pack, by name, to be changed. */
export function flowOf(json: Draft, name: string): Draft {
  const flows = Object.values((json.data as Draft).flos as Draft) as Draft[];
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow === undefined) throw new Error(`There is no flow "${name}"`);
  return flow;
}

/** A card of a flow, by id. */
export function cardOf(flow: Draft, id: string): Draft {
  const cards = (flow.data as Draft).methods as Draft[];
  const card = cards.find((candidate) => candidate.uuid === id);
  if (card === undefined) throw new Error(`There is no card "${id}", only ${cards.map(({ uuid }) => uuid).join(', ')}`);
  return card;
}

export function packOf(json: Draft): Pack {
  return readPack(JSON.stringify(json));
}
