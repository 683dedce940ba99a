import type { IdentitySourceSettings, Limits } from '@headwater/protocol';
import {
  type Administration,
  createIdentitySource,
  createOrg,
  ensureAdministrator,
  expressionProblem,
  openAdministration,
  SYSTEM,
} from '@headwater/server';

export type { Administration };

/** Which database: the embedded one of a data directory, or an external one. */
export interface Place {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
}

/** An org of its own for a scenario: a server answers for it on the host name `<name>.localhost`. */
export interface TestOrg {
  readonly name: string;
  /** Super administrator's token. */
  readonly token: string;
  readonly administratorId: string;
  readonly sourceId: string;
}

/** Sources of the tests import without asking. */
const WITHOUT_ASKING: Partial<IdentitySourceSettings> = {
  autoConfirmNewUsers: true,
  autoConfirmExactMatch: true,
  autoActivateNewUsers: true,
};

const act = { actor: SYSTEM };

/** Opens the database beside a server or alone, and closes it after `work`. */
export async function administer<T>(place: Place, work: (administration: Administration) => Promise<T>): Promise<T> {
  const administration = await openAdministration({ dataDir: place.dataDir, databaseUrl: place.databaseUrl });
  try {
    return await work(administration);
  } finally {
    await administration.close();
  }
}

/** Makes an org with one source and no cooldown between sessions; every limit that is not given is Okta's. */
export async function makeOrg(
  administration: Administration,
  name: string,
  limits: Partial<Limits> = {},
  hosts: readonly string[] = [],
): Promise<TestOrg> {
  await createOrg(administration.parts, {
    name,
    hosts,
    settings: { limitsProfile: 'okta', limits: { createCooldownSeconds: 0, ...limits } },
  });
  const first = await ensureAdministrator(await administration.org(name));
  if (first === undefined) throw new Error(`The org ${name} had an administrator before it was made`);
  const sourceId = await makeSource(administration, name);
  return { name, token: first.token, administratorId: first.administrator.userId, sourceId };
}

/** Makes one more source in an org; gives its id. */
export async function makeSource(administration: Administration, orgName: string): Promise<string> {
  const org = await administration.org(orgName);
  const input = { label: 'People', settings: WITHOUT_ASKING };
  const source = await org.transaction((tx) => createIdentitySource(tx, org, input, act, expressionProblem([])));
  return source.id;
}

/** The place of a database that {@link openAdministration} opened, as `DATABASE_URL`. */
export function connectionUrl(place: Administration['database']['options']): string {
  if ('connectionString' in place) return place.connectionString;
  const { host, port, user, database } = place;
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}
