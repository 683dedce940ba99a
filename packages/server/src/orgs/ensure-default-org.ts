import sql from 'sql-template-tag';
import { addAdministrator } from '../access/administrators.ts';
import { createToken } from '../access/manage-tokens.ts';
import type { Transaction } from '../database/transaction.ts';
import { emailKey, loginKey, nameKey } from '../directory/keys.ts';
import { SYSTEM } from '../system-log/record-event.ts';
import { type CreateOrgParts, ensureOrg } from './create-org.ts';
import { openOrg } from './open-org.ts';
import type { Org } from './org.ts';
import { DEFAULT_ORG } from './org-registry.ts';
import { getOrg } from './org-rows.ts';

/** What the first start made, to be shown once. */
export interface FirstStart {
  readonly org: string;
  readonly administrator: { readonly userId: string; readonly login: string };
  /** The value of the administrator's API token. It is nowhere stored. */
  readonly token: string;
}

/**
 * Makes sure that there is an org `default` with an administrator. Gives what was made, to the one process that made it; undefined
 * when there was an administrator already. Processes that start together take turns, and a start that was cut short is
 * completed by the next one.
 */
export async function ensureDefaultOrg(parts: CreateOrgParts): Promise<FirstStart | undefined> {
  await ensureOrg(parts, { name: DEFAULT_ORG });
  return ensureAdministrator(openOrg(await getOrg(parts.database, DEFAULT_ORG), parts));
}

/** Gives an org without an administrator its first one and a token; undefined when there was one already. */
export async function ensureAdministrator(org: Org): Promise<FirstStart | undefined> {
  return org.transaction(async (tx) => {
    // A lock that only takes turns: reading goes on.
    await tx.execute(sql`LOCK TABLE administrators IN SHARE ROW EXCLUSIVE MODE`);
    const administrators = await tx.query(sql`SELECT FROM administrators LIMIT 1`);
    return administrators.length > 0 ? undefined : makeAdministrator(tx, org);
  });
}

async function makeAdministrator(tx: Transaction, org: Org): Promise<FirstStart> {
  const login = `admin@${org.name.replaceAll('_', '-')}.headwater.local`;
  const userId = await makeUser(tx, org, login);
  await addAdministrator(tx, userId, 'SUPER_ADMIN', org.clock.now());
  const { value } = await createToken(tx, org, { name: 'First token', ownerId: userId }, { actor: SYSTEM });
  return { org: org.name, administrator: { userId, login }, token: value };
}

async function makeUser(tx: Transaction, org: Org, login: string): Promise<string> {
  const now = org.clock.now();
  const userId = org.ids.next('user');
  const profile = { login, email: login, firstName: 'Headwater', lastName: 'Administrator' };
  await tx.execute(sql`
    INSERT INTO users (id, status, login_key, email_key, name_key, profile, created, activated, status_changed, last_updated)
    VALUES (${userId}, 'ACTIVE', ${loginKey(login)}, ${emailKey(login)}, ${nameKey(profile.firstName, profile.lastName)},
            ${JSON.stringify(profile)}, ${now}, ${now}, ${now}, ${now})`);
  await tx.execute(sql`
    INSERT INTO changes (at, object_id, type, actor, detail)
    VALUES (${now}, ${userId}, 'user.lifecycle.create', ${JSON.stringify(SYSTEM)}, ${JSON.stringify(creation(profile))})`);
  return userId;
}

function creation(profile: Readonly<Record<string, string>>): object {
  const attributes = Object.entries(profile).map(([name, value]) => [name, [null, value]]);
  return { profile: Object.fromEntries(attributes), status: [null, 'ACTIVE'] };
}
