import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow } from './memberships/membership-row.ts';
import type { ObjectClass } from './objects/object-class.ts';
import { OBJECT_COLUMNS, type ObjectRow } from './objects/object-row.ts';
import { RECORD_COLUMNS, type RecordRow } from './record-row.ts';

/** Which receipts of an import are wanted. */
export interface RecordFilter {
  readonly outcome?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  /** Of a membership, that of the group or of the member. */
  readonly externalId?: string | undefined;
  /** Groups and devices have no user. */
  readonly userId?: string | undefined;
  /** Only records with a warning or a remark. */
  readonly noted?: boolean | undefined;
}

/** Receipts of people in the order of the uploads, after the number `after`. */
export function listRecords(
  tx: Transaction,
  importId: string,
  filter: RecordFilter,
  limit: number,
  after: number,
): Promise<readonly RecordRow[]> {
  const conditions = [...common(importId, filter, after)];
  if (filter.externalId !== undefined) conditions.push(sql`external_id = ${filter.externalId}`);
  if (filter.userId !== undefined) conditions.push(sql`user_id = ${filter.userId}`);
  return tx.query<RecordRow>(select('import_records', RECORD_COLUMNS, conditions, limit));
}

/** Receipts of groups or devices, likewise. */
export function listObjectRecords(
  tx: Transaction,
  importId: string,
  objectClass: ObjectClass,
  filter: RecordFilter,
  limit: number,
  after: number,
): Promise<readonly ObjectRow[]> {
  const conditions = [sql`class = ${objectClass}`, ...common(importId, filter, after)];
  if (filter.externalId !== undefined) conditions.push(sql`external_id = ${filter.externalId}`);
  if (filter.userId !== undefined) conditions.push(sql`false`);
  return tx.query<ObjectRow>(select('import_object_records', OBJECT_COLUMNS, conditions, limit));
}

/** Receipts of memberships, likewise. */
export function listMembershipRecords(
  tx: Transaction,
  importId: string,
  filter: RecordFilter,
  limit: number,
  after: number,
): Promise<readonly MembershipRow[]> {
  const conditions = [...common(importId, filter, after)];
  const { externalId } = filter;
  if (externalId !== undefined) {
    conditions.push(sql`(group_external_id = ${externalId} OR member_external_id = ${externalId})`);
  }
  if (filter.userId !== undefined) conditions.push(sql`user_id = ${filter.userId}`);
  return tx.query<MembershipRow>(select('import_membership_records', MEMBERSHIP_COLUMNS, conditions, limit));
}

function common(importId: string, filter: RecordFilter, after: number): readonly Sql[] {
  const conditions: Sql[] = [sql`import_id = ${importId}`, sql`number > ${after}`];
  if (filter.outcome !== undefined) conditions.push(sql`outcome = ANY(${filter.outcome}::text[])`);
  if (filter.reason !== undefined) conditions.push(sql`reason = ${filter.reason}`);
  if (filter.noted === true) conditions.push(sql`notes IS NOT NULL`);
  return conditions;
}

function select(table: string, columns: readonly string[], conditions: readonly Sql[], limit: number): Sql {
  return sql`
    SELECT ${join(columns.map((name) => raw(name)))} FROM ${raw(table)}
     WHERE ${join(conditions, ' AND ')} ORDER BY number LIMIT ${limit}`;
}
