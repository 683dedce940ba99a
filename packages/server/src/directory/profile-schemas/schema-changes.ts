import type { AttributeDefinition, ProfileSchema } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import type { ChangeContext } from '../change-context.ts';
import { loadProfileSchema } from './load-profile-schema.ts';
import type { SchemaOwner } from './schema-owner.ts';
import { touchSchema } from './schema-times.ts';

/** Keeps other changes of schemas out until the transaction ends, and gives the schema as it is. */
export async function lockProfileSchema(tx: Transaction, owner: SchemaOwner): Promise<ProfileSchema> {
  await tx.execute(sql`LOCK TABLE attributes IN SHARE ROW EXCLUSIVE MODE`);
  return loadProfileSchema(tx, owner);
}

/** Stores what the org says of an attribute: the whole of a custom one, the overrides of a base one. */
export async function storeDefinition(
  tx: Transaction,
  owner: SchemaOwner,
  name: string,
  definition: Partial<AttributeDefinition>,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO attributes (owner, name, definition) VALUES (${owner}, ${name}, ${JSON.stringify(definition)})
    ON CONFLICT (owner, name) DO UPDATE SET definition = excluded.definition`);
}

/** Records that the schema was changed, when, and the attribute it happened to. */
export async function recordSchemaChange(
  tx: Transaction,
  context: ChangeContext,
  owner: SchemaOwner,
  action: 'add' | 'update' | 'remove',
  attribute: string,
): Promise<void> {
  const target =
    owner === 'user'
      ? { id: 'user', type: 'UserSchema', displayName: attribute }
      : { id: owner, type: 'AppInstance', displayName: attribute };
  await touchSchema(tx, owner, context.at);
  await recordEvent(tx, {
    at: context.at,
    type: owner === 'user' ? 'directory.user_profile.update' : 'directory.app_user_profile.update',
    actor: context.actor,
    targets: [target],
    ...(context.client === undefined ? {} : { client: context.client }),
    debug: { action, attribute },
  });
}
