import { type LinkedObject, notFound } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** A relation between users: one primary (a manager) has many associated (subordinates). */
export interface Relation {
  /** Name of the primary end; also that of the relation. */
  readonly primaryName: string;
  readonly primaryTitle: string;
  readonly primaryDescription: string | null;
  readonly associatedName: string;
  readonly associatedTitle: string;
  readonly associatedDescription: string | null;
}

const COLUMNS: Sql = sql`primary_name AS "primaryName", primary_title AS "primaryTitle",
  primary_description AS "primaryDescription", associated_name AS "associatedName", associated_title AS "associatedTitle",
  associated_description AS "associatedDescription"`;

/** All relations, oldest first. */
export async function listRelations(tx: Transaction): Promise<readonly Relation[]> {
  return tx.query<Relation>(sql`SELECT ${COLUMNS} FROM linked_objects ORDER BY created, primary_name`);
}

/** The relation that has this name at one of its ends; letter case counts. Throws `notFound`. */
export async function getRelation(tx: Transaction, name: string): Promise<Relation> {
  const [relation] = await tx.query<Relation>(
    sql`SELECT ${COLUMNS} FROM linked_objects WHERE primary_name = ${name} OR associated_name = ${name}`,
  );
  if (relation === undefined) throw notFound(name, 'LinkedObjectDefinition');
  return relation;
}

/** The relation whose primary end has this name. Throws `notFound`. */
export async function getPrimaryRelation(tx: Transaction, name: string): Promise<Relation> {
  const relation = await getRelation(tx, name);
  if (relation.primaryName !== name) throw notFound(name, 'LinkedObjectDefinition');
  return relation;
}

/** A relation in the published form; its link has the primary name, however it was asked for. */
export function presentRelation(relation: Relation, origin: string): LinkedObject {
  return {
    primary: end(relation.primaryName, relation.primaryTitle, relation.primaryDescription),
    associated: end(relation.associatedName, relation.associatedTitle, relation.associatedDescription),
    _links: { self: { href: `${origin}/api/v1/meta/schemas/user/linkedObjects/${relation.primaryName}` } },
  };
}

function end(name: string, title: string, description: string | null): LinkedObject['primary'] {
  return { name, title, ...(description === null ? {} : { description }), type: 'USER' };
}
