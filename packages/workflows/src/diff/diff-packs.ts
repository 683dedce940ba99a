import type { Pack, PackTable, TableColumn } from '../pack/pack.ts';
import { walkScopes } from '../pack/walk-scopes.ts';
import { diffFlow } from './diff-flow.ts';
import { type Matched, matchThings, namesOf } from './match-things.ts';
import type { Change, ChangedThing, Changes, PackDiff } from './pack-diff.ts';

/**
 * What differs between two packs by what they mean. Metadata of the designer, order in the file, versions of connectors and ids
 * made anew do not count: things are matched by id, then by name, cards by id, then by kind, title and place.
 */
export function diffPacks(before: Pack, after: Pack): PackDiff {
  const flows = matchThings(before.flows, after.flows);
  const tables = matchThings(before.tables, after.tables);
  const connections = matchThings(before.connections, after.connections);
  const folders = matchThings(before.folders, after.folders);
  const afterIds = new Map(
    [flows, tables, connections, folders].flatMap(({ pairs }) => pairs.map(([old, now]) => [old.id, now.id] as const)),
  );
  const names = [namesOf(before, afterIds), namesOf(after, null)] as const;
  return {
    flows: changesOf(flows, (old, now) => diffFlow(old, now, names)),
    tables: changesOf(tables, diffTable),
    connections: changesOf(connections, (old, now) => [
      ...changed('name', '', JSON.stringify(old.name), JSON.stringify(now.name)),
      ...changed('connection', '', old.connector, now.connector),
    ]),
    folders: changesOf(folders, (old, now) => [
      ...changed('name', '', JSON.stringify(old.name), JSON.stringify(now.name)),
      ...changed('description', '', old.description || null, now.description || null),
      ...changed('folder', '', old.parentId && names[0].token(old.parentId), now.parentId),
    ]),
    notes: versionNotes(before, after),
  };
}

interface Thing {
  readonly id: string;
  readonly name: string;
}

function changesOf<T extends Thing>(
  { pairs, added, removed }: Matched<T>,
  diff: (before: T, after: T) => readonly Change[],
): Changes {
  const compared = pairs.map(([old, now]): ChangedThing => ({ id: now.id, name: now.name, changes: diff(old, now) }));
  return {
    added: added.map(({ name }) => name),
    removed: removed.map(({ name }) => name),
    changed: compared.filter(({ changes }) => changes.length > 0),
  };
}

function changed(
  what: Change['what'],
  subject: string,
  before: string | null,
  after: string | null,
): readonly Change[] {
  return before === after ? [] : [{ what, subject, before, after }];
}

function diffTable(before: PackTable, after: PackTable): readonly Change[] {
  const old = new Map(before.columns.map((column) => [column.name, columnText(column)]));
  const now = new Map(after.columns.map((column) => [column.name, columnText(column)]));
  return [
    ...changed('name', '', JSON.stringify(before.name), JSON.stringify(after.name)),
    ...changed('description', '', before.description || null, after.description || null),
    ...[...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
      changed('column', JSON.stringify(name), old.get(name) ?? null, now.get(name) ?? null),
    ),
  ];
}

const COLUMN_TYPES = { str: 'text', dte: 'date', dec: 'number', bln: 'true/false', ctr: 'counter' } as const;

function columnText(column: TableColumn): string {
  const type = COLUMN_TYPES[column.type];
  return column.default === null || column.default === ''
    ? type
    : `${type}, ${JSON.stringify(column.default)} unless given`;
}

/** Cards are dispatched by name, so another version of their connector means nothing. */
function versionNotes(before: Pack, after: Pack): readonly string[] {
  const old = versionsOf(before);
  const notes: string[] = [];
  for (const [connector, versions] of versionsOf(after)) {
    const was = old.get(connector);
    if (was !== undefined && was !== versions) notes.push(`Connector ${connector}: version ${was} -> ${versions}`);
  }
  if (before.version !== after.version) notes.push(`Format: version ${before.version} -> ${after.version}`);
  return notes;
}

function versionsOf(pack: Pack): ReadonlyMap<string, string> {
  const versions = new Map<string, Set<string>>();
  for (const { scope } of walkScopes(pack)) {
    for (const { kind } of scope.cards) {
      if (kind.type !== 'connector') continue;
      versions.set(kind.connector, (versions.get(kind.connector) ?? new Set()).add(kind.version));
    }
  }
  return new Map([...versions].map(([connector, seen]) => [connector, [...seen].sort().join(', ')]));
}
