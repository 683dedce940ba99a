import { ApiError, type Choices, DIRECTORY_GROUP_LENGTHS, validationFailed } from '@headwater/protocol';
import pg from 'pg';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { isStorable } from '../../json/storable-text.ts';
import type { Org } from '../../orgs/org.ts';
import type { ChangeContext } from '../change-context.ts';
import { creationOf, deletionOf, recordChange } from '../record-change.ts';
import { valueTaken } from '../users/refusals.ts';
import { lockOwnGroup } from './find-group.ts';
import { GROUP_COLUMNS, type GroupRow } from './group.ts';

/** A profile as it was asked for. */
export interface GroupProfile {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}

interface StoredProfile {
  readonly name: string;
  readonly description: string | null;
}

/**
 * Creates one of the directory's own groups. Throws `validationFailed` for a bad profile, and for a name that another own group has,
 * or `duplicateGroup`, as the org's switch `duplicateGroupName` says. Names count case (import-semantics 1.5).
 */
export async function createGroup(
  tx: Transaction,
  org: Pick<Org, 'ids' | 'choices'>,
  context: ChangeContext,
  given: GroupProfile,
): Promise<GroupRow> {
  const profile = checkProfile(given);
  const id = org.ids.next('group');
  const { at } = context;
  const group = await written(
    org.choices,
    tx.query<GroupRow>(sql`
      INSERT INTO groups (id, type, name, description, created, last_updated, last_membership_updated)
      VALUES (${id}, 'OKTA_GROUP', ${profile.name}, ${profile.description}, ${at}, ${at}, ${at})
      RETURNING ${GROUP_COLUMNS}`),
  );
  await recordChange(tx, context, {
    objectId: id,
    type: 'group.lifecycle.create',
    profile: creationOf(present(profile)),
  });
  return group;
}

/** Replaces the profile of an own group; the same profile again writes nothing. Throws as `createGroup` and `lockOwnGroup`. */
export async function updateGroup(
  tx: Transaction,
  org: Pick<Org, 'choices'>,
  context: ChangeContext,
  groupId: string,
  given: GroupProfile,
): Promise<GroupRow> {
  const group = await lockOwnGroup(tx, groupId);
  const profile = checkProfile(given);
  const changed = (['name', 'description'] as const).filter((field) => group[field] !== profile[field]);
  if (changed.length === 0) return group;
  const updated = await written(
    org.choices,
    tx.query<GroupRow>(sql`
      UPDATE groups SET name = ${profile.name}, description = ${profile.description}, version = version + 1,
                        last_updated = ${context.at}
       WHERE id = ${groupId} RETURNING ${GROUP_COLUMNS}`),
  );
  await recordChange(tx, context, {
    objectId: groupId,
    type: 'group.profile.update',
    profile: Object.fromEntries(changed.map((field) => [field, [group[field], profile[field]] as const])),
  });
  return updated;
}

/** Deletes an own group with its memberships. Throws as `lockOwnGroup`. */
export async function deleteGroup(tx: Transaction, context: ChangeContext, groupId: string): Promise<void> {
  const group = await lockOwnGroup(tx, groupId);
  await tx.execute(sql`DELETE FROM groups WHERE id = ${groupId}`);
  await recordChange(tx, context, {
    objectId: groupId,
    type: 'group.lifecycle.delete',
    profile: deletionOf(present(group)),
  });
}

async function written(choices: Choices, rows: Promise<readonly GroupRow[]>): Promise<GroupRow> {
  try {
    const [group] = await rows;
    if (group === undefined) throw new TypeError('The group was not written');
    return group;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.constraint !== 'groups_own_name') throw error;
    throw duplicateName(choices);
  }
}

function duplicateName(choices: Choices): ApiError {
  switch (choices.duplicateGroupName) {
    case '400':
      return valueTaken('name');
    case '409':
      return new ApiError('duplicateGroup');
  }
}

function present({ name, description }: StoredProfile): Readonly<Record<string, string>> {
  return description === null ? { name } : { name, description };
}

function checkProfile(given: GroupProfile): StoredProfile {
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(DIRECTORY_GROUP_LENGTHS, field));
  if (unknown.length > 0) {
    throw validationFailed(
      'group',
      unknown.map((field) => `Property name '${field}' is not defined in profile`),
    );
  }
  const { name, description = null } = given;
  if (typeof name !== 'string' || name.trim() === '') {
    throw validationFailed('name', ['name: The field cannot be left blank']);
  }
  checkText('name', name);
  if (description !== null) checkText('description', description);
  return { name, description };
}

function checkText(field: 'name' | 'description', text: string): void {
  const longest = DIRECTORY_GROUP_LENGTHS[field];
  if (!isStorable(text)) {
    throw validationFailed(field, [`${field}: must be Unicode text without NUL`]);
  }
  if ([...text].length > longest) throw validationFailed(field, [`${field}: must be at most ${longest} characters`]);
}
