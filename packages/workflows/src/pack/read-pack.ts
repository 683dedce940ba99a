import { PACK_LIMITS, type PackLimits } from './limits.ts';
import type { Pack } from './pack.ts';
import { PackError } from './pack-error.ts';
import { decodeText, parseJson } from './parse-json.ts';
import { PACK_PLACE, type Place, seen, within } from './place.ts';
import { readFlow } from './read-flow.ts';
import { linkFolders, readConnection, readFolder, readTable } from './read-library.ts';
import { isJsonObject, type JsonObject, own, Reading } from './reading.ts';

export interface ReadPackOptions {
  /** Instead of those of `PACK_LIMITS`. */
  readonly limits?: Partial<PackLimits>;
}

/** Versions that were seen and compared (workflows-format 1). */
const KNOWN_VERSIONS: ReadonlySet<string> = new Set(['1.2.0', '1.3.0', '1.4.0', '1.5.0']);

const FLAGS = ['auto-transform', 'looseBooleans', 'looseStrings', 'looseNulls'] as const;

/**
 * Reads an export of Okta Workflows: `.folder`, `.flopack` or `.flow` of any version 1.x.y, as text or UTF-8. Checks its
 * structure, so that everything in the pack it gives hangs together (workflows-format 10.8); whether its cards exist is the
 * compiler's question. Throws PackError with every problem and its place.
 */
export function readPack(file: string | Uint8Array, options: ReadPackOptions = {}): Pack {
  const limits = { ...PACK_LIMITS, ...options.limits };
  const original = decodeText(file, limits);
  const raw = parseJson(original, limits);
  const reading = new Reading(limits);
  const { version, data } = checkEnvelope(reading, raw);
  const groups = readAll(reading, own(data, 'groups'), 'folder', limits.flows, readFolder);
  const folders = linkFolders(reading, groups, PACK_PLACE);
  const connections = readAll(reading, own(data, 'configs'), 'connection', limits.flows, readConnection);
  const tables = readAll(reading, own(data, 'tables'), 'table', limits.tables, (...table) =>
    readTable(...table, folders),
  );
  const flows = readAll(reading, own(data, 'flos'), 'flow', limits.flows, (...flow) => readFlow(...flow, folders));
  reading.finish();
  return { version, flows, tables, connections, folders, original, warnings: reading.warnings };
}

function checkEnvelope(reading: Reading, raw: unknown): { readonly version: string; readonly data: JsonObject } {
  if (!isJsonObject(raw)) throw unsupported(`The file holds ${seen(raw)} instead of a flow pack`);
  const type = own(raw, 'type');
  if (type !== 'flopack') throw unsupported(`The file is of type ${seen(type)} instead of "flopack"`);
  const version = own(raw, 'version');
  if (typeof version !== 'string' || !/^1\.\d{1,6}\.\d{1,6}$/.test(version)) {
    throw unsupported(`The version of the pack is ${seen(version)}; versions 1.x.y can be read`);
  }
  if (!KNOWN_VERSIONS.has(version)) {
    reading.warn(
      'version_unknown',
      PACK_PLACE,
      `Its version ${version} is newer than those that are known; it is read like 1.5.0`,
    );
  }
  const data = own(raw, 'data');
  if (!isJsonObject(data)) throw unsupported(`The data of the pack is ${seen(data)}`);
  checkFlags(reading, own(raw, 'flags'));
  return { version, data };
}

/** All four are on in every export; what they switch on cannot be switched off here. */
function checkFlags(reading: Reading, flags: unknown): void {
  const on = reading.object(flags, PACK_PLACE, 'Its flags');
  const off = FLAGS.filter((flag) => own(on, flag) !== true);
  if (off.length > 0)
    reading.warn('flag_off', PACK_PLACE, `Its flags ${off.join(', ')} are off or missing; they are taken as on`);
}

/** Reads objects that are keyed by their id and repeat it. */
function readAll<T>(
  reading: Reading,
  raw: unknown,
  kind: 'folder' | 'connection' | 'table' | 'flow',
  limit: number,
  read: (reading: Reading, raw: JsonObject, id: string, place: Place) => T,
): ReadonlyMap<string, T> {
  const entries = Object.entries(reading.object(raw, PACK_PLACE, `Its ${kind}s`));
  reading.bound(entries.length, limit, `${kind}s`, PACK_PLACE);
  const all = new Map<string, T>();
  for (const [id, entry] of entries) {
    const place = within(PACK_PLACE, kind, nameOf(entry), id);
    if (!reading.isId(id, place, 'Its id')) continue;
    if (!isJsonObject(entry)) {
      reading.refuse('object_expected', place, `A ${kind} must be an object, and is ${seen(entry)}`);
    } else if (own(entry, 'id') !== id) {
      reading.refuse(
        'id_differs',
        place,
        `Its id is ${seen(own(entry, 'id'))}, and its key ${seen(id)}; they must be equal`,
      );
    } else {
      all.set(id, read(reading, entry, id, place));
    }
  }
  return all;
}

/** Folders have their name inside their data. */
function nameOf(entry: unknown): string {
  if (!isJsonObject(entry)) return '';
  const data = own(entry, 'data');
  const name = own(entry, 'name') ?? (isJsonObject(data) ? own(data, 'name') : undefined);
  return typeof name === 'string' ? name : '';
}

function unsupported(message: string): PackError {
  return new PackError('unsupported', [{ code: 'unsupported', place: 'pack', message }]);
}
