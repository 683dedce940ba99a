import { ApiError, type LinkedObjectRequest, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { type Party, recordEvent } from '../../system-log/record-event.ts';
import type { ChangeContext } from '../change-context.ts';
import { getRelation, listRelations, type Relation } from './linked-object.ts';

const MOST_RELATIONS = 200;

/**
 * Makes a relation between users. Throws `conflict` for a name that an end of another one has (letter case does not count), and
 * `validationFailed` for two equal names and for one relation too many.
 */
export async function createRelation(
  tx: Transaction,
  context: ChangeContext,
  { primary, associated }: LinkedObjectRequest,
): Promise<Relation> {
  if (primary.name.toLowerCase() === associated.name.toLowerCase()) {
    throw validationFailed('associated', [`associated.name: "${associated.name}" is the name of the primary end, too`]);
  }
  await tx.execute(sql`LOCK TABLE linked_objects IN SHARE ROW EXCLUSIVE MODE`);
  const relations = await listRelations(tx);
  const taken = new Set(relations.flatMap((other) => [other.primaryName, other.associatedName]).map(lower));
  const twin = [primary.name, associated.name].find((name) => taken.has(lower(name)));
  if (twin !== undefined) {
    throw new ApiError('conflict', {
      data: { subject: 'linkedObjectDefinition' },
      causes: [`name: "${twin}" is the name of another linked object`],
    });
  }
  if (relations.length >= MOST_RELATIONS) {
    throw validationFailed('linkedObjectDefinition', [`There can be at most ${MOST_RELATIONS} linked objects`]);
  }
  await tx.execute(sql`
    INSERT INTO linked_objects (primary_name, primary_title, primary_description, associated_name, associated_title,
                                associated_description, created)
    VALUES (${primary.name}, ${primary.title}, ${primary.description ?? null}, ${associated.name}, ${associated.title},
            ${associated.description ?? null}, ${context.at})`);
  const relation = await getRelation(tx, primary.name);
  await recordRelationEvent(tx, context, 'directory.linked_object.create', relation);
  return relation;
}

/** Deletes the relation with this name at one of its ends, and all its links. Throws `notFound`. */
export async function deleteRelation(tx: Transaction, context: ChangeContext, name: string): Promise<void> {
  const relation = await getRelation(tx, name);
  await tx.execute(sql`DELETE FROM linked_objects WHERE primary_name = ${relation.primaryName}`);
  await recordRelationEvent(tx, context, 'directory.linked_object.delete', relation);
}

/** A relation as events name it. */
export function relationParty({ primaryName, primaryTitle }: Relation): Party {
  return { id: primaryName, type: 'LinkedObject', alternateId: primaryName, displayName: primaryTitle };
}

function lower(name: string): string {
  return name.toLowerCase();
}

async function recordRelationEvent(
  tx: Transaction,
  { at, ...act }: ChangeContext,
  type: 'directory.linked_object.create' | 'directory.linked_object.delete',
  relation: Relation,
): Promise<void> {
  await recordEvent(tx, { ...act, at, type, targets: [relationParty(relation)] });
}
