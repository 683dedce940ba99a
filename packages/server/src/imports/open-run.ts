import type { Choices, IdentitySourceSettings } from '@headwater/protocol';
import sql, { empty } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { loadProfileSchema } from '../directory/profile-schemas/load-profile-schema.ts';
import type { MappingProperties } from '../mappings/mapping.ts';
import type { Org } from '../orgs/org.ts';
import { foldLoads } from './folds.ts';
import { FIRST_CHECKPOINT, type ImportRow } from './import-row.ts';
import type { ChunkSizes, ImportRun } from './import-run.ts';
import { indexMatchAttribute } from './load-slice.ts';
import { claimOf, Overlay } from './overlay.ts';
import { type Basis, compileBasis, IMPORT_CHOICES, type ImportChoices } from './plan/basis.ts';
import { decodeDecision, type RecordRow } from './record-row.ts';
import { readLoadHeads, Uploads } from './uploads.ts';

/** Freezes what the plan is a function of. Changes of settings, mapping or schemas count from the next import on. */
export async function readBasis(tx: Transaction, org: Org, sourceId: string): Promise<Basis> {
  const [source] = await tx.query<{ settings: IdentitySourceSettings; properties: MappingProperties }>(sql`
    SELECT s.settings, m.properties FROM identity_sources s JOIN mappings m ON m.source_id = s.id WHERE s.id = ${sourceId}`);
  if (source === undefined)
    throw new Error(`Identity source ${sourceId} of org ${org.name} is gone while its import waits`);
  const priorities = await tx.query<{ id: string; priority: number }>(sql`
    SELECT id, priority FROM identity_sources
     WHERE status = 'ACTIVE' AND (settings ->> 'profileSourcing')::boolean ORDER BY priority`);
  const { settings } = source;
  if (settings.exactMatchCriteria === 'ATTRIBUTES') {
    for (const attribute of settings.matchAttributes.slice(0, 1)) await indexMatchAttribute(tx, attribute);
  }
  return {
    sourceId,
    settings,
    mapping: source.properties,
    sourceSchema: await loadProfileSchema(tx, sourceId),
    userSchema: await loadProfileSchema(tx, 'user'),
    priorities: Object.fromEntries(priorities.map(({ id, priority }) => [id, priority])),
    org: { name: org.name, subDomain: org.name },
    choices: choicesOf(org.choices),
  };
}

function choicesOf(choices: Choices): ImportChoices {
  // One entry for each name of the type.
  return Object.fromEntries(IMPORT_CHOICES.map((name) => [name, choices[name]])) as ImportChoices;
}

/** Makes an import ready to go on: from its start, or from wherever a process left it. */
export async function openRun(org: Org, row: ImportRow, basis: Basis, chunkSizes: ChunkSizes): Promise<ImportRun> {
  const compiled = compileBasis(basis, org.clock);
  return org.read(async (tx) => {
    const heads = await readLoadHeads(tx, row.session_id);
    const folds = foldLoads(heads);
    const overlay = new Overlay(row.checkpoint?.phase === 'apply' ? 0 : folds.users.total);
    const run: ImportRun = {
      org,
      importId: row.id,
      sessionId: row.session_id,
      basis: compiled,
      folds,
      uploads: new Uploads(org, row.session_id, heads),
      overlay,
      chunkSizes,
      reached: row.checkpoint ?? FIRST_CHECKPOINT,
      writing: Promise.resolve(),
    };
    if (row.planned > 0 && row.checkpoint?.phase === 'plan') await restoreOverlay(tx, run);
    return run;
  });
}

const PAGE = 5_000;

/** Reads again what the records planned so far promised. */
async function restoreOverlay(tx: Transaction, run: ImportRun): Promise<void> {
  const { unique } = run.basis.userAttributes;
  // Profiles are needed only for the unique values in them.
  const profile = unique.length > 0 ? sql`, user_after` : empty;
  for (let last = 0; ; ) {
    const rows = await tx.query<RecordRow>(sql`
      SELECT number, action, outcome, external_id, link, login_key, email_key, name_key, exact_key, user_id, user_version,
             user_status, NULL AS reason, NULL AS notes ${profile}
        FROM import_records WHERE import_id = ${run.importId} AND number > ${last} ORDER BY number LIMIT ${PAGE}`);
    for (const row of rows) {
      const claim = claimOf(decodeDecision(row).record, unique);
      if (claim !== undefined) run.overlay.add(claim);
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    last = end.number;
  }
}
