import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type FlowPackImport, validationFailed } from '@headwater/protocol';
import { type Bindings, PackError, type WorkflowChoices } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { type Flow, flowsOfPack } from '../flows/flow.ts';
import { reschedule } from '../flows/reschedule.ts';
import { setSwitch } from '../flows/switch-flow.ts';
import { readSurroundings, switchReasons, withHelpers } from '../flows/switch-reasons.ts';
import type { Examine } from './examine-pack.ts';
import type { ExaminedPack } from './examined-pack.ts';
import { type FlowPack, findPackByName, getPack, listVersions, packParty } from './pack.ts';
import { presentPackDetails, presentReport } from './present-pack.ts';
import { diffFlows, type FlowDiff, saveFlows } from './save-flows.ts';
import { diffTables, saveTables, type TableDiff, tablesOfPack } from './save-tables.ts';

const zip = promisify(gzip);

/** A file that somebody imports. */
export interface PackFile {
  readonly name: string;
  readonly fileName: string;
  readonly content: Buffer;
}

export interface ImportOptions {
  readonly examine: Examine;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Address of the org. */
  readonly origin: string;
}

/**
 * Imports a pack, or a new version of the pack of that name: flows keep their ids, switches and settings, tables their rows, the pack its
 * bindings; flows that are not in it any more are switched off and kept as gone. Helpers that are new and needed by flows which are on
 * are switched on. The same file again does nothing. Throws `validationFailed` with every problem of the file.
 */
export async function importPack(org: Org, file: PackFile, options: ImportOptions, act: Act): Promise<FlowPackImport> {
  const known = await org.read((tx) => findPackByName(tx, file.name));
  const settings = settingsOf(known);
  const examined = await examine(options.examine, file.content, settings);
  const zipped = options.dryRun ? Buffer.alloc(0) : await zip(file.content);
  return org.transaction(async (tx) => {
    // Two imports under one name come one after the other, also when the pack is not there yet.
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`flow pack ${org.name} ${file.name}`}, 0))`);
    const found = await findPackByName(tx, file.name);
    const before = found === undefined ? undefined : await getPack(tx, found.id, 'update');
    const isStale = JSON.stringify(settingsOf(before)) !== JSON.stringify(settings);
    const pack = isStale ? await examine(options.examine, file.content, settingsOf(before)) : examined;
    return write({ tx, org, file, options, act, before, pack, zipped });
  });
}

type PackSettings = { readonly bindings: Bindings; readonly choices: Partial<WorkflowChoices> };

function settingsOf(pack: FlowPack | undefined): PackSettings {
  return { bindings: pack?.bindings ?? {}, choices: pack?.choices ?? {} };
}

/** Throws `validationFailed` for a file that is no pack. */
export async function examine(how: Examine, file: Uint8Array, settings: PackSettings): Promise<ExaminedPack> {
  try {
    return await how(file, settings);
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    throw validationFailed(
      'flowPack',
      error.problems.map(({ place, message }) => `${place}: ${message}`),
    );
  }
}

interface Import {
  readonly tx: Transaction;
  readonly org: Org;
  readonly file: PackFile;
  readonly options: ImportOptions;
  readonly act: Act;
  readonly before: FlowPack | undefined;
  readonly pack: ExaminedPack;
  readonly zipped: Buffer;
}

async function write(work: Import): Promise<FlowPackImport> {
  const { tx, org, options, act, before, pack, file } = work;
  const flowsBefore = before === undefined ? new Map<string, Flow>() : await flowsOfPack(tx, before.id);
  const tablesBefore = before === undefined ? new Map() : await tablesOfPack(tx, before.id);
  const flows = diffFlows(flowsBefore, pack.flows);
  const tables = diffTables(tablesBefore, pack.tables);
  const isSame = before?.sha256 === pack.sha256;
  const goneAndOn = flows.gone.filter(({ isOn }) => isOn);
  const answer = {
    dryRun: options.dryRun,
    isNew: before === undefined,
    isSame,
    report: presentReport(pack.summary, before?.bindings ?? {}),
    switchedOff: goneAndOn.map(({ name }) => name),
  };
  if (options.dryRun || (isSame && before !== undefined)) {
    return {
      ...answer,
      pack:
        options.dryRun || before === undefined ? null : presentPackDetails(before, await listVersions(tx, before.id)),
      ...(await presentDiffs(tx, before?.id ?? null, flows, tables)),
      switchedOn: [],
      warnings: [],
    };
  }
  const id = await saveVersion(work);
  for (const flow of goneAndOn) await setSwitch(tx, org, flow, false, act);
  await tx.execute(sql`UPDATE flows SET is_gone = true WHERE id = ANY(${flows.gone.map((flow) => flow.id)}::text[])`);
  await saveFlows(tx, org, id, flowsBefore, pack.flows);
  await saveTables(tx, org, id, tables);
  const after = await getPack(tx, id);
  const kept = await keepRunning(work, after);
  await recordEvent(tx, {
    at: org.clock.now(),
    type: 'workflows.user.folder.import',
    ...act,
    targets: [packParty(after)],
    debug: { version: after.version, fileName: file.fileName },
  });
  return {
    ...answer,
    pack: presentPackDetails(after, await listVersions(tx, id)),
    ...(await presentDiffs(tx, id, flows, tables)),
    ...kept,
  };
}

/** How many versions are kept that nothing runs with. */
const KEPT_VERSIONS = 10;

async function saveVersion({ tx, org, file, before, pack, zipped }: Import): Promise<string> {
  const now = org.clock.now();
  const id = before?.id ?? org.ids.next('flowPack');
  const version = (before?.version ?? 0) + 1;
  const summary = JSON.stringify(pack.summary);
  await tx.execute(sql`
    INSERT INTO flow_packs (id, name, version, summary, created, last_updated)
    VALUES (${id}, ${file.name}, ${version}, ${summary}, ${now}, ${now})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, summary = excluded.summary, last_updated = excluded.last_updated`);
  await tx.execute(sql`
    INSERT INTO flow_pack_versions (pack_id, version, sha256, file_name, size, content, created)
    VALUES (${id}, ${version}, ${pack.sha256}, ${file.fileName}, ${file.content.length}, ${zipped}, ${now})`);
  await tx.execute(sql`
    DELETE FROM flow_pack_versions AS old
    WHERE pack_id = ${id} AND version <= ${version - KEPT_VERSIONS} AND NOT EXISTS (
      SELECT FROM flow_executions AS execution JOIN flows ON flows.id = execution.flow_id
      WHERE flows.pack_id = old.pack_id AND execution.pack_version = old.version)`);
  return id;
}

/** Sees to it that flows which were on go on: with their new helpers and schedules. Tells what they lack. */
async function keepRunning(
  { tx, org, options, act }: Import,
  pack: FlowPack,
): Promise<Pick<FlowPackImport, 'switchedOn' | 'warnings'>> {
  const around = await readSurroundings(tx, pack, options.origin);
  const on = [...around.flows.values()].filter(({ isOn, isGone }) => isOn && !isGone);
  const helpers = new Map(on.flatMap((flow) => withHelpers(flow, around.flows)).map((flow) => [flow.id, flow]));
  const off = [...helpers.values()].filter(({ isOn }) => !isOn);
  for (const flow of off) await setSwitch(tx, org, flow, true, act);
  for (const flow of on) await reschedule(tx, org, flow);
  const warnings = [...on, ...off].flatMap((flow) => {
    const { reasons, warnings: unsure } = switchReasons(org, flow, around);
    return [...reasons, ...unsure];
  });
  return { switchedOn: off.map(({ name }) => name), warnings };
}

async function presentDiffs(
  tx: Transaction,
  packId: string | null,
  flows: FlowDiff,
  tables: TableDiff,
): Promise<Pick<FlowPackImport, 'flows' | 'tables'>> {
  const known = packId === null ? new Map<string, Flow>() : await flowsOfPack(tx, packId);
  const knownTables = packId === null ? new Map() : await tablesOfPack(tx, packId);
  const flow = (one: { readonly packFlowId: string; readonly name: string }) => ({
    id: known.get(one.packFlowId)?.id ?? null,
    name: one.name,
  });
  const table = ({ packTableId, name }: { readonly packTableId: string | null; readonly name: string }) => ({
    id: knownTables.get(packTableId ?? '')?.id ?? null,
    name,
  });
  return {
    flows: {
      new: flows.added.map(flow),
      changed: flows.changed.map(flow),
      unchanged: flows.unchanged.map(flow),
      gone: flows.gone.map(flow),
    },
    tables: {
      new: tables.added.map(table),
      changed: tables.changed.map(({ after }) => table(after)),
      gone: tables.gone.map(table),
    },
  };
}
