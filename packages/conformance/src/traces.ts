import Type from 'typebox';
import type { WireRequest } from './exchange.ts';
import { jsonHeaders, type OrgAccess, patient, readField } from './org-session.ts';
import { readBody } from './read-body.ts';

/** How many of one kind are asked for in one page of a search. */
const PAGE = 200;

const Users = Type.Array(
  Type.Object({ id: Type.String(), status: Type.String(), profile: Type.Object({ login: Type.String() }) }),
);

/**
 * What a run may have left in an org. Everything it makes has external ids that begin with the prefix of the run, so that what is to
 * be removed can be read from the requests themselves.
 */
export class Traces {
  readonly #prefix: string;
  readonly #people = new Set<string>();
  readonly #groups = new Set<string>();
  readonly #devices = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Notes what a request may make. */
  note({ path, body = '' }: WireRequest): void {
    const into = /\/(?:bulk-upsert|users)(?:\/|$)/.test(path)
      ? this.#people
      : /\/(?:bulk-groups-upsert|groups)(?:\/|$)/.test(path)
        ? this.#groups
        : path.endsWith('/bulk-devices-upsert')
          ? this.#devices
          : undefined;
    for (const [, id] of body.matchAll(/"externalId":"([^"\\]+)"/g)) {
      if (id?.startsWith(this.#prefix)) into?.add(id);
    }
  }

  /** Removes what is there, groups first. Gives what is left, in words. */
  async remove(access: OrgAccess): Promise<readonly string[]> {
    const left = [
      ...(await removeEach(access, 'groups', this.#groups)),
      ...(await removeEach(access, 'users', this.#people)),
      ...(await this.#removeAccounts(access)),
    ];
    if (this.#devices.size > 0) left.push(...[...this.#devices].map((id) => `the device ${id}`));
    return left;
  }

  /** Forgets devices that a session has deleted. */
  forgetDevices(): void {
    this.#devices.clear();
  }

  get devices(): readonly string[] {
    return [...this.#devices];
  }

  /** An org keeps people whose source deleted them: deactivated. Two deletes of the Users API end them. */
  async #removeAccounts(access: OrgAccess): Promise<readonly string[]> {
    if (this.#people.size === 0) return [];
    const call = patient(access);
    const headers = jsonHeaders(access);
    const search = encodeURIComponent(`profile.login sw "${this.#prefix}"`);
    const found = await call({ method: 'GET', path: `/api/v1/users?limit=${PAGE}&search=${search}`, headers });
    const users = readBody(Users, found);
    if (users === undefined) {
      return [`people whose login begins with ${this.#prefix}, if any: they cannot be looked for (${found.status})`];
    }
    const left: string[] = [];
    for (const { id, status, profile } of users) {
      // An org that does not know the search may list everybody.
      if (!profile.login.startsWith(this.#prefix)) continue;
      const path = `/api/v1/users/${id}`;
      if (status !== 'DEPROVISIONED') await call({ method: 'DELETE', path, headers });
      const last = await call({ method: 'DELETE', path, headers });
      if (last.status !== 204 && last.status !== 404) left.push(`the user ${id} (${last.status})`);
    }
    return left;
  }
}

async function removeEach(
  access: OrgAccess,
  kind: 'users' | 'groups',
  ids: ReadonlySet<string>,
): Promise<readonly string[]> {
  const call = patient(access);
  const left: string[] = [];
  for (const id of ids) {
    const path = `${access.source}/${kind}/${encodeURIComponent(id)}`;
    const answer = await call({ method: 'DELETE', path, headers: jsonHeaders(access) });
    const isGone = answer.status < 300 || (answer.status === 404 && readField(answer, 'errorCode') === 'E0000007');
    if (!isGone) left.push(`${kind === 'users' ? 'the person' : 'the group'} ${id} (${answer.status})`);
  }
  return left;
}
