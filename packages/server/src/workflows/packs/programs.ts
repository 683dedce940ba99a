import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { notFound } from '@headwater/protocol';
import {
  type Bindings,
  CONNECTORS,
  type Connector,
  compilePack,
  type Program,
  readPack,
  type WorkflowChoices,
} from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';

const unzip = promisify(gunzip);

/** A version of a pack, ready to run. */
export interface LoadedProgram {
  readonly program: Program;
  /** As they are now. */
  readonly bindings: Bindings;
}

/** Compiled packs of a process. */
export interface Programs {
  /**
   * A version of a pack with the bindings and choices that the pack has now. Throws `notFound`.
   * @param row what was read of it just now; else it is read
   */
  load(org: Org, packId: string, version: number, row?: VersionRow): Promise<LoadedProgram>;
}

/** What a version of a pack is compiled from, besides its file. */
export interface VersionRow {
  readonly sha256: string;
  readonly size: number;
  readonly bindings: Bindings;
  readonly choices: Partial<WorkflowChoices>;
}

export interface ProgramsOptions {
  /** Default: all of the product. */
  readonly connectors?: readonly Connector[];
  /** How many bytes of files are kept compiled. Default 64 MiB; the last one used is kept whatever its size. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly program: Promise<Program>;
  readonly bytes: number;
}

/**
 * Makes an empty memory of compiled packs. A program depends on its file and on what is compiled into it, and on nothing of the org, so
 * that packs are found again by those alone, whatever was restored, changed or installed twice.
 */
export function createPrograms({ connectors = CONNECTORS, mostBytes = MOST_BYTES }: ProgramsOptions = {}): Programs {
  const kept = new Map<string, Kept>();
  let bytes = 0;

  function keep(key: string, entry: Kept): void {
    kept.set(key, entry);
    bytes += entry.bytes;
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= mostBytes || oldest === key) break;
      kept.delete(oldest);
      bytes -= freed;
    }
  }

  function forget(key: string, entry: Kept): void {
    if (kept.get(key) !== entry) return;
    kept.delete(key);
    bytes -= entry.bytes;
  }

  return {
    async load(org, packId, version, row) {
      const { sha256, size, bindings, choices } = row ?? (await readVersion(org, packId, version));
      const { applications = {}, ids = {} } = bindings;
      const key = JSON.stringify([sha256, sorted(applications), sorted(ids), sorted(choices)]);
      const known = kept.get(key);
      if (known !== undefined) {
        // Used last.
        kept.delete(key);
        kept.set(key, known);
        return { program: await known.program, bindings };
      }
      const compiling = org
        .read((tx) => readContent(tx, packId, version))
        .then((file) => compilePack(readPack(file), { connectors, bindings: { applications, ids }, choices }));
      const entry = { program: compiling, bytes: size };
      keep(key, entry);
      compiling.catch(() => forget(key, entry));
      return { program: await compiling, bindings };
    },
  };
}

function sorted(map: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function readVersion(org: Org, packId: string, version: number): Promise<VersionRow> {
  const [row] = await org.read(
    (tx) =>
      tx.query<VersionRow>(sql`
        SELECT sha256, size, bindings, choices
        FROM flow_pack_versions AS file JOIN flow_packs AS pack ON pack.id = file.pack_id
        WHERE file.pack_id = ${packId} AND file.version = ${version}`),
    { brief: true },
  );
  if (row === undefined) throw notFound(`${packId} version ${version}`, 'FlowPack');
  return row;
}

/** The file of a version, byte for byte. Throws `notFound`. */
export async function readContent(tx: Transaction, packId: string, version: number): Promise<Buffer> {
  const [row] = await tx.query<{ readonly content: Buffer }>(
    sql`SELECT content FROM flow_pack_versions WHERE pack_id = ${packId} AND version = ${version}`,
  );
  if (row === undefined) throw notFound(`${packId} version ${version}`, 'FlowPack');
  return unzip(row.content);
}
