import { type Clock, type IdentitySourceSettings, type Ids, timeOrderedIds } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { listAdministrators } from '../../access/administrators.ts';
import { createToken } from '../../access/manage-tokens.ts';
import type { Database } from '../../database/database.ts';
import { createIdentitySource } from '../../identity-sources/manage-sources.ts';
import { expressionProblem } from '../../mappings/check-mapping.ts';
import { createOrg, isOrgName } from '../../orgs/create-org.ts';
import { ensureAdministrator } from '../../orgs/ensure-default-org.ts';
import { openOrg } from '../../orgs/open-org.ts';
import type { Org } from '../../orgs/org.ts';
import type { OrgSettings } from '../../orgs/org-settings.ts';
import { secureRandom } from '../../secure-random.ts';
import { SYSTEM } from '../../system-log/record-event.ts';
import { seededIds } from '../seeded-ids.ts';
import { forget, takeBaseline } from '../states.ts';
import { newTestMode } from '../test-mode.ts';
import { ensureTestSchema } from '../test-schema.ts';
import type { SpareSchemas } from './spare-schemas.ts';

/** An org to be made for a test. */
export interface NewTestOrg {
  /** Default: one that no other org has. */
  readonly name?: string;
  readonly seed?: string;
  readonly settings?: Partial<OrgSettings>;
  readonly sources?: readonly { readonly label: string; readonly settings?: Partial<IdentitySourceSettings> }[];
}

/** An org that was made for a test. */
export interface MadeTestOrg {
  readonly id: string;
  readonly name: string;
  /** Of the org's administrator: what the client under test calls with. Never idle for too long, unless the limits say when. */
  readonly token: string;
  /** The same rights, and never idle for too long: what the test itself calls with, wherever the clock is moved to. */
  readonly controlToken: string;
  readonly sources: readonly { readonly id: string; readonly label: string }[];
}

/** What making one takes. */
export interface CreateTestOrgParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly spares: SpareSchemas;
}

const CENTURY_DAYS = 36_500;
const act = { actor: SYSTEM };

/** Sources of tests import without asking, unless their settings say otherwise. */
const WITHOUT_ASKING: Partial<IdentitySourceSettings> = {
  autoConfirmNewUsers: true,
  autoConfirmExactMatch: true,
  autoActivateNewUsers: true,
};

/** Makes an org in test mode, with an administrator and sources; so it is after every reset. Throws `validationFailed`. */
export async function createTestOrg(
  { database, clock, spares }: CreateTestOrgParts,
  input: NewTestOrg,
): Promise<MadeTestOrg> {
  await ensureTestSchema(database);
  const ids = timeOrderedIds(clock, secureRandom);
  const name = input.name ?? randomName(ids);
  if (isOrgName(name)) await spares.give(name);
  // Before anybody hears of the org: whoever opens it draws ids from then on, and must find the lanes that this leaves.
  await database.inPlatform(async (tx) => {
    const taken = await tx.query(sql`SELECT FROM orgs WHERE name = ${name}`);
    if (taken.length === 0) await forget(tx, name);
  });
  const row = await createOrg(
    { database, clock, ids },
    {
      name,
      ...(input.settings === undefined ? {} : { settings: input.settings }),
      testMode: newTestMode(input.seed ?? null, clock.now()),
    },
  );
  const setup = input.seed === undefined ? ids : seededIds(input.seed, 'setup', 0);
  const org = openOrg(row, { database, clock, ids: setup });
  const made = await furnish(org, input);
  await takeBaseline(database, name);
  return { id: row.id, name, ...made };
}

function randomName(ids: Ids): string {
  return `test_${ids.next('org').slice(3).toLowerCase()}`;
}

async function furnish(
  org: Org,
  { sources = [], settings }: NewTestOrg,
): Promise<Pick<MadeTestOrg, 'token' | 'controlToken' | 'sources'>> {
  const first = await ensureAdministrator(org);
  if (first === undefined) throw new TypeError(`The new org ${org.name} has an administrator`);
  return org.transaction(async (tx) => {
    const [administrator] = await listAdministrators(tx);
    const ownerId = administrator?.userId ?? '';
    if (settings?.limits?.tokenIdleDays === undefined) {
      await tx.execute(sql`UPDATE api_tokens SET idle_days = ${CENTURY_DAYS}`);
    }
    const control = await createToken(tx, org, { name: 'Test control', ownerId, idleDays: CENTURY_DAYS }, act);
    const made: { readonly id: string; readonly label: string }[] = [];
    for (const source of sources) made.push(await createTestSource(org, tx, source));
    return { token: first.token, controlToken: control.value, sources: made };
  });
}

/** Makes a source that imports without asking, unless its settings say otherwise. Throws `validationFailed`. */
export async function createTestSource(
  org: Org,
  tx: Parameters<typeof createIdentitySource>[0],
  { label, settings = {} }: NonNullable<NewTestOrg['sources']>[number],
): Promise<{ readonly id: string; readonly label: string }> {
  const input = { label, settings: { ...WITHOUT_ASKING, ...settings } };
  const source = await createIdentitySource(tx, org, input, act, expressionProblem([]));
  return { id: source.id, label: source.label };
}
