import type { ColumnType, PackConnection, PackFolder, PackTable, TableColumn } from './pack.ts';
import { type Place, quoted, seen, within } from './place.ts';
import { isJsonObject, type JsonObject, own, type Reading } from './reading.ts';

export function readFolder(reading: Reading, raw: JsonObject, id: string, place: Place): PackFolder {
  const data = reading.object(own(raw, 'data'), place, 'Its data');
  const path = reading.text(own(data, 'path'), place, 'Its path');
  return {
    id,
    name: reading.name(own(data, 'name'), place, 'Its name'),
    description: reading.text(own(data, 'description'), place, 'Its description'),
    parentId: path === '' ? null : path,
  };
}

/** Puts folders whose parent was not exported at the top, and refuses folders inside themselves. */
export function linkFolders(
  reading: Reading,
  folders: ReadonlyMap<string, PackFolder>,
  pack: Place,
): ReadonlyMap<string, PackFolder> {
  const linked = new Map<string, PackFolder>();
  for (const [id, folder] of folders) {
    const hasParent = folder.parentId !== null && folders.has(folder.parentId);
    linked.set(id, hasParent ? folder : { ...folder, parentId: null });
  }
  const sound = new Set<string>();
  for (const folder of linked.values()) {
    const path = new Set<string>();
    let at: PackFolder | undefined = folder;
    while (at !== undefined && !sound.has(at.id)) {
      if (path.has(at.id)) {
        reading.refuse('folder_cycle', within(pack, 'folder', at.name, at.id), 'It lies inside itself');
        break;
      }
      path.add(at.id);
      at = at.parentId === null ? undefined : linked.get(at.parentId);
    }
    for (const id of path) sound.add(id);
  }
  return linked;
}

export function readConnection(reading: Reading, raw: JsonObject, id: string, place: Place): PackConnection {
  return {
    id,
    name: reading.name(own(raw, 'name'), place, 'Its name'),
    connector: reading.name(own(raw, 'module'), place, 'Its module'),
  };
}

export function readTable(
  reading: Reading,
  raw: JsonObject,
  id: string,
  place: Place,
  folders: ReadonlyMap<string, unknown>,
): PackTable {
  const data = reading.object(own(raw, 'data'), place, 'Its data');
  const folder = own(data, 'group_id');
  return {
    id,
    name: reading.name(own(raw, 'name'), place, 'Its name'),
    description: reading.text(own(raw, 'description'), place, 'Its description'),
    folderId: typeof folder === 'string' && folders.has(folder) ? folder : null,
    columns: readColumns(reading, own(data, 'structure'), place),
  };
}

function readColumns(reading: Reading, structure: unknown, table: Place): readonly TableColumn[] {
  if (!Array.isArray(structure)) {
    reading.refuse('list_expected', table, `Its structure must be a list of columns, and is ${seen(structure)}`);
    return [];
  }
  reading.bound(structure.length, reading.limits.fieldsPerCard, 'columns of one table', table);
  const columns = new Map<string, TableColumn>();
  for (const raw of structure) {
    if (!isJsonObject(raw)) {
      reading.refuse('object_expected', table, `A column must be an object, and is ${seen(raw)}`);
      continue;
    }
    const name = reading.name(own(raw, 'name'), table, 'The name of a column');
    if (columns.has(name)) reading.refuse('column_duplicate', table, `There are two columns ${quoted(name)}`);
    columns.set(name, readColumn(reading, raw, name, within(table, 'column', name)));
  }
  return [...columns.values()];
}

const COLUMN_TYPES: ReadonlySet<string> = new Set<ColumnType>(['str', 'dte', 'dec', 'bln', 'ctr']);

function readColumn(reading: Reading, raw: JsonObject, name: string, place: Place): TableColumn {
  const type = own(raw, 'type');
  const isKnown = typeof type === 'string' && COLUMN_TYPES.has(type);
  if (!isKnown) reading.warn('column_type_unknown', place, `Its type ${seen(type)} is unknown; it is read as text`);
  const preset = own(raw, 'default');
  return {
    name,
    // The set holds nothing but types of columns.
    type: isKnown ? (type as ColumnType) : 'str',
    default:
      typeof preset === 'number' || typeof preset === 'boolean' ? String(preset) : readDefault(reading, preset, place),
  };
}

function readDefault(reading: Reading, preset: unknown, place: Place): string | null {
  if (preset === null || preset === undefined) return null;
  return reading.text(preset, place, 'Its default');
}
