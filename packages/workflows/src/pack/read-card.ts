import type { PackCard, PackScope } from './pack.ts';
import { type Place, seen, within } from './place.ts';
import { type ReadBlock, readInputs, readOutputs } from './read-field.ts';
import { readKind } from './read-kind.ts';
import { readPins } from './read-pins.ts';
import { readPolicy } from './read-policy.ts';
import { isJsonObject, type JsonObject, own, type Reading } from './reading.ts';

const DEFAULT_TIMEOUT = 90_000;

/** The cards that begin a flow or a block. Their inputs mirror their outputs, so wormholes count on the outputs alone. */
const STARTS: ReadonlySet<string> = new Set(['control:callable', 'http:accept', 'http:delegated']);

/** Reads a card (workflows-format 3); null when it has no id or no address, which is refused. */
export function readCard(
  reading: Reading,
  raw: unknown,
  scope: Place,
  readBlock: (block: JsonObject, place: Place) => PackScope,
): PackCard | null {
  if (!isJsonObject(raw)) {
    reading.refuse('object_expected', scope, `A card must be an object, and is ${seen(raw)}`);
    return null;
  }
  const node = reading.object(own(raw, 'node'), scope, 'The node of a card');
  const title = titleOf(node);
  const id = own(raw, 'uuid');
  if (!reading.isId(id, within(scope, 'card', title), 'Its uuid')) return null;
  const place = within(scope, 'card', title, id);
  const address = own(raw, 'address');
  const kind = typeof address === 'string' ? readKind(address) : null;
  if (kind === null) {
    reading.refuse('address_invalid', place, `Its address ${seen(address)} names no card; export the flow again`);
    return null;
  }
  checkAddress(reading, raw, node, String(address), place);
  const model = reading.object(own(node, 'model'), place, 'Its model');
  const inputs = readInputs(reading, dataOf(reading, model, 'inputs', place), place, readBlock satisfies ReadBlock);
  const isStart = kind.type === 'kernel' && STARTS.has(kind.name);
  return {
    id,
    kind,
    title,
    inputs: isStart ? inputs.map((input) => ({ ...input, wormholeOf: null })) : inputs,
    outputs: readOutputs(reading, dataOf(reading, model, 'outputs', place), place),
    pins: readPins(reading, own(raw, 'pins'), place),
    branches: readBranches(reading, own(raw, 'branches'), place),
    joins: readJoins(reading, own(raw, 'joins'), place),
    connectionId: readConnectionId(reading, own(model, 'config'), place),
    errorPolicy: readPolicy(reading, own(model, 'policy'), place, readBlock),
    timeoutMilliseconds: readTimeout(own(model, 'timeout')),
    isTrigger: own(model, 'webhook') === true,
    comment: kind.type === 'kernel' && kind.name === 'control:comment' ? readComment(own(model, 'comments')) : null,
  };
}

function titleOf(node: JsonObject): string {
  const data = own(node, 'data');
  const name = isJsonObject(data) ? own(data, 'name') : undefined;
  const key = own(node, 'key');
  return typeof name === 'string' ? name : typeof key === 'string' ? key : '';
}

/** The address is written three times; cards are dispatched by the first. */
function checkAddress(reading: Reading, raw: JsonObject, node: JsonObject, address: string, place: Place): void {
  const parents = own(raw, 'parents');
  const version = isJsonObject(parents) ? own(parents, 'version') : undefined;
  const parent = isJsonObject(version) ? own(version, 'address') : undefined;
  const key = own(node, 'key');
  if (parent === undefined || `${String(parent)}:${String(key)}` === address) return;
  reading.warn(
    'address_differs',
    place,
    `Its address ${seen(address)} is not that of its parents, ${seen(`${String(parent)}:${String(key)}`)}; the first counts`,
  );
}

function dataOf(reading: Reading, model: JsonObject, side: 'inputs' | 'outputs', place: Place): JsonObject {
  const raw = reading.object(own(model, side), place, `Its ${side}`);
  return reading.object(own(raw, 'data'), place, `The data of its ${side}`);
}

/** The heads of both branches of an If/Else; null for a card that has none (workflows-format 3.6). */
function readBranches(reading: Reading, raw: unknown, place: Place): PackCard['branches'] {
  const branches = Object.entries(reading.object(raw, place, 'Its branches'));
  if (branches.length === 0) return null;
  const whenTrue = branches.filter(([, side]) => side === true).map(([head]) => head);
  const whenFalse = branches.filter(([, side]) => side === false).map(([head]) => head);
  const [yes] = whenTrue;
  const [no] = whenFalse;
  if (branches.length === 2 && yes !== undefined && no !== undefined) return { whenTrue: yes, whenFalse: no };
  reading.refuse(
    'branches_invalid',
    place,
    `It must have one branch for true and one for false, and has ${whenTrue.length} and ${whenFalse.length} of ${branches.length}`,
  );
  return null;
}

/** `{input: [{output}]}`; empty lists and ids of deleted fields occur and mean nothing. */
function readJoins(reading: Reading, raw: unknown, place: Place): PackCard['joins'] {
  const joins: { input: string; output: string }[] = [];
  for (const [input, list] of Object.entries(reading.object(raw, place, 'Its joins'))) {
    for (const entry of Array.isArray(list) ? list : []) {
      reading.countPin(place);
      const output = isJsonObject(entry) ? own(entry, 'output') : undefined;
      if (typeof output === 'string') joins.push({ input, output });
    }
  }
  return joins;
}

function readConnectionId(reading: Reading, config: unknown, place: Place): string | null {
  if (config === undefined || config === null || config === '') return null;
  return reading.isId(config, place, 'The id of its connection') ? config : null;
}

function readTimeout(timeout: unknown): number {
  return typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0 ? timeout : DEFAULT_TIMEOUT;
}

function readComment(comments: unknown): string {
  if (typeof comments === 'string') return comments;
  if (!isJsonObject(comments)) return '';
  const parts = [own(comments, 'title'), own(comments, 'markdown')];
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join('\n\n');
}
