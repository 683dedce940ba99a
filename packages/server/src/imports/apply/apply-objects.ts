import type { Choices } from '@headwater/protocol';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { OBJECT_CLASSES } from '../objects/object-class.ts';
import { PlanOutdated } from './apply-range.ts';
import { countOutcomes, inObjectRange, noteApplied, type ObjectRange, type RangeOutcomes } from './object-range.ts';

/**
 * Applies planned groups or devices, set by set. Throws `PlanOutdated` when one of them changed since the plan, and lets a
 * unique violation through when one was made since; in both cases the transaction must be rolled back.
 */
export async function applyObjects(
  tx: Transaction,
  range: ObjectRange,
  choices: Pick<Choices, 'groupDelete'>,
): Promise<void> {
  await applyCountedObjects(tx, range, choices, await countOutcomes(tx, 'import_object_records', inObjectRange(range)));
}

/** The same, where it is known what there is to do. */
export async function applyCountedObjects(
  tx: Transaction,
  range: ObjectRange,
  choices: Pick<Choices, 'groupDelete'>,
  counts: RangeOutcomes,
): Promise<void> {
  const changed = counts.updated + counts.removed;
  if (changed > 0 && (await lockUnchanged(tx, range)) < changed) throw new PlanOutdated(range);
  if (counts.added > 0) await insertObjects(tx, range);
  if (counts.updated > 0) await updateObjects(tx, range);
  if (counts.removed > 0) {
    if (range.class === 'groups' && choices.groupDelete === 'deactivate') await emptyGroups(tx, range);
    else await deleteObjects(tx, range);
  }
  if (counts.added + changed + counts.errors > 0) await noteApplied(tx, range);
}

/** Locks the objects that the range changes, in one order for all; gives the number of those that are as the plan saw them. */
async function lockUnchanged(tx: Transaction, range: ObjectRange): Promise<number> {
  const [found] = await tx.query<{ readonly locked: number }>(sql`
    WITH locked AS MATERIALIZED (
      SELECT o.version, r.object_version
        FROM import_object_records r JOIN ${table(range)} o ON o.id = r.object_id
       WHERE ${inObjectRange(range)} AND r.outcome IN ('updated', 'removed')
       ORDER BY o.id FOR UPDATE OF o)
    SELECT count(*) AS locked FROM locked WHERE version = object_version`);
  return found?.locked ?? 0;
}

async function insertObjects(tx: Transaction, range: ObjectRange): Promise<void> {
  const { attributes } = OBJECT_CLASSES[range.class];
  const columns = join(attributes.map(({ column }) => raw(column)));
  const values = join(attributes.map(({ name }) => sql`v ->> ${name}::text`));
  const [more, given]: readonly [Sql, Sql] =
    range.class === 'groups'
      ? [raw(', type, last_membership_updated'), sql`, 'APP_GROUP', ${range.at}`]
      : [raw(''), raw('')];
  await tx.later(sql`
    INSERT INTO ${table(range)} (id, source_id, external_id, created, last_updated, ${columns} ${more})
    SELECT r.object_id, ${range.sourceId}, r.external_id, ${range.at}, ${range.at}, ${values} ${given}
      FROM import_object_records r, LATERAL CAST(r.after AS json) AS v
     WHERE ${inObjectRange(range)} AND r.outcome = 'added'`);
}

async function updateObjects(tx: Transaction, range: ObjectRange): Promise<void> {
  const { attributes } = OBJECT_CLASSES[range.class];
  const changes = attributes.map(
    ({ name, column }) =>
      sql`${raw(column)} = CASE WHEN v ? ${name}::text THEN v ->> ${name}::text ELSE o.${raw(column)} END`,
  );
  await tx.later(sql`
    UPDATE ${table(range)} o SET ${join(changes)}, version = o.version + 1, last_updated = ${range.at}
      FROM import_object_records r, LATERAL CAST(r.after AS jsonb) AS v
     WHERE ${inObjectRange(range)} AND r.outcome = 'updated' AND o.id = r.object_id`);
}

async function deleteObjects(tx: Transaction, range: ObjectRange): Promise<void> {
  await tx.later(sql`
    DELETE FROM ${table(range)} o USING import_object_records r
     WHERE ${inObjectRange(range)} AND r.outcome = 'removed' AND o.id = r.object_id`);
}

async function emptyGroups(tx: Transaction, range: ObjectRange): Promise<void> {
  await tx.later(sql`
    WITH emptied AS (
      DELETE FROM source_memberships m USING import_object_records r
       WHERE ${inObjectRange(range)} AND r.outcome = 'removed' AND m.group_id = r.object_id RETURNING m.group_id)
    UPDATE groups g SET last_membership_updated = ${range.at} FROM (SELECT DISTINCT group_id FROM emptied) e
     WHERE g.id = e.group_id`);
}

/** The table is one of two names (`object-class.ts`). */
function table(range: ObjectRange): Sql {
  return raw(OBJECT_CLASSES[range.class].table);
}
