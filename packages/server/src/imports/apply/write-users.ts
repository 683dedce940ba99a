import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { inRange, type RecordRange } from './range.ts';

/** Creates the users of new links. A login that was taken since the plan is a unique violation. */
export async function insertUsers(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    INSERT INTO users (id, status, login_key, email_key, name_key, held_by, profile,
                       created, activated, status_changed, last_updated)
    SELECT r.user_id, r.user_status, r.login_key, r.email_key, r.name_key, ${range.sourceId}, r.user_after::jsonb,
           ${range.at}, CASE WHEN r.lifecycle = 'activate' THEN ${range.at}::timestamptz END,
           CASE WHEN r.lifecycle = 'activate' THEN ${range.at}::timestamptz END, ${range.at}
      FROM import_records r WHERE ${inRange(range)} AND r.link = 'created'`);
}

/** Frees the logins that change hands in the range, so that the order of the rows does not matter to the unique index. */
export async function releaseLogins(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    UPDATE users u SET login_key = E'\\u0001' || u.id
      FROM import_records r
     WHERE ${inRange(range)} AND u.id = r.user_id AND r.user_version IS NOT NULL AND r.login_key <> u.login_key`);
}

/** Changes profiles, statuses and links of existing users. A null in `user_after` removes the attribute. */
export async function updateUsers(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    UPDATE users u
       SET status = coalesce(r.user_status, u.status),
           status_changed = CASE WHEN r.user_status IS NULL THEN u.status_changed ELSE ${range.at} END,
           activated = CASE WHEN r.lifecycle IN ('activate', 'reactivate') THEN ${range.at} ELSE u.activated END,
           password_changed = CASE WHEN r.lifecycle = 'deactivate' THEN NULL ELSE u.password_changed END,
           password_hash = CASE WHEN r.lifecycle = 'deactivate' THEN NULL ELSE u.password_hash END,
           profile = CASE WHEN r.user_after IS NULL THEN u.profile
                          ELSE jsonb_strip_nulls(u.profile || r.user_after::jsonb) END,
           login_key = coalesce(r.login_key, u.login_key),
           email_key = CASE WHEN r.login_key IS NULL THEN u.email_key ELSE r.email_key END,
           name_key = CASE WHEN r.login_key IS NULL THEN u.name_key ELSE r.name_key END,
           held_by = CASE WHEN r.action = 'upsert' AND u.held_by = '' THEN ${range.sourceId} ELSE u.held_by END,
           version = u.version + 1,
           last_updated = ${range.at}
      FROM import_records r
     WHERE ${inRange(range)} AND u.id = r.user_id AND r.user_version IS NOT NULL`);
}

/** Users whose record of this source is gone are namesakes again for it. */
export async function releaseUsers(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    UPDATE users u SET held_by = ''
      FROM import_records r
     WHERE ${inRange(range)} AND u.id = r.user_id AND u.held_by = ${range.sourceId}`);
}
