import type { Pack, PackFlow } from './pack.ts';
import { isJsonObject, type JsonObject, own } from './reading.ts';
import { closureOf, referencesOf } from './references.ts';

/** The file the pack was read from, byte for byte as text, without a byte order mark. */
export function exportPack(pack: Pack): string {
  return pack.original;
}

/**
 * A pack with one flow and what it needs: the flows it calls, their tables, connections and folders, each as it was in the file.
 * The checksum is left out, for it would be another. Throws TypeError when the pack has no such flow.
 */
export function exportFlow(pack: Pack, flowId: string): string {
  if (!pack.flows.has(flowId)) throw new TypeError(`The pack has no flow ${JSON.stringify(flowId)}`);
  const kept = keep(pack, closureOf(pack, flowId));
  const raw: unknown = JSON.parse(pack.original);
  if (!isJsonObject(raw)) throw new TypeError('The original of the pack is no pack');
  const data = objectAt(raw, 'data');
  const { checksum: _checksum, ...envelope } = raw;
  return JSON.stringify({
    ...envelope,
    data: {
      ...data,
      flos: pick(objectAt(data, 'flos'), kept.flows),
      configs: pick(objectAt(data, 'configs'), kept.connections),
      tables: pick(objectAt(data, 'tables'), kept.tables),
      groups: pick(objectAt(data, 'groups'), kept.folders),
    },
  });
}

interface Kept {
  readonly flows: ReadonlySet<string>;
  readonly connections: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

function keep(pack: Pack, flows: readonly PackFlow[]): Kept {
  const references = flows.map(referencesOf);
  const tables = new Set(references.flatMap((one) => [...one.tables]));
  const inFolders = [...flows, ...[...tables].flatMap((id) => pack.tables.get(id) ?? [])];
  return {
    flows: new Set(flows.map((flow) => flow.id)),
    connections: new Set(references.flatMap((one) => [...one.connections])),
    tables,
    folders: withParents(
      pack,
      inFolders.flatMap(({ folderId }) => folderId ?? []),
    ),
  };
}

function withParents(pack: Pack, ids: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const id of ids) {
    for (let at: string | null = id; at !== null && !folders.has(at); at = pack.folders.get(at)?.parentId ?? null)
      folders.add(at);
  }
  return folders;
}

function pick(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.has(key)));
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}
