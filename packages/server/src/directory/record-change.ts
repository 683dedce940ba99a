import type { Profile, ProfileValue, UserStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { EventType } from '../system-log/event-types.ts';
import type { ChangeContext } from './change-context.ts';

/** What a person or program changed of a user or a group: values before and after. */
export interface ObjectChange {
  readonly objectId: string;
  readonly type: EventType;
  readonly profile?: Readonly<Record<string, readonly [before: ProfileValue, after: ProfileValue]>>;
  /** After the deletion of the user there is none. */
  readonly status?: readonly [before: UserStatus | null, after: UserStatus | null];
  /** The user who came into the group, or left it. */
  readonly member?: string;
}

/** Stores a change beside the write that made it; the System Log and the history of the object are read from there. */
export async function recordChange(tx: Transaction, context: ChangeContext, change: ObjectChange): Promise<void> {
  const { objectId, type, ...values } = change;
  // The System Log shows the request behind a change; without one JSON leaves the key out.
  const detail = { ...values, client: context.client };
  await tx.execute(sql`
    INSERT INTO changes (at, object_id, type, actor, detail)
    VALUES (${context.at}, ${objectId}, ${type}, ${JSON.stringify(context.actor)}, ${JSON.stringify(detail)})`);
}

/** The change that the end of a profile is. */
export function deletionOf(profile: Profile): Record<string, readonly [ProfileValue, ProfileValue]> {
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [name, [value, null] as const]));
}

/** The change that a new profile is. */
export function creationOf(profile: Profile): Record<string, readonly [ProfileValue, ProfileValue]> {
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [name, [null, value] as const]));
}
