import type { IdentitySourceSettings, User } from '@headwater/protocol';
import type { Exchange, MadeTestOrg } from '@headwater/server';
import { type Control, connectControl } from './control.ts';
import { type OrgClock, orgClock } from './org-clock.ts';
import { type OrgFaults, orgFaults } from './org-faults.ts';
import { TestingError } from './testing-error.ts';

/** An identity source of a test org. */
export interface TestSource {
  /** `0oa…` */
  readonly id: string;
  readonly label: string;
}

/** Which exchanges are asked for; everything given must hold. */
export interface RequestFilter {
  /** As in `/openapi.json`: `startImportFromIdentitySource`. */
  readonly operationId?: string;
  /** `*` stands for one segment, `/**` at the end for everything below. */
  readonly path?: string;
  /** The number of an exchange: only later ones. */
  readonly after?: number;
}

/** A group of a test org, as `/api/v1/groups` shows it. */
export interface TestGroup {
  readonly id: string;
  readonly type: string;
  readonly profile: { readonly name: string; readonly description: string | null };
}

/** An org of its own on a running server. Every promise may be rejected with a TestingError. */
export interface TestOrg extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  /** Base URL for the client under test; `/api/v1/…` comes after it. */
  readonly url: string;
  /** API token for the client under test: `Authorization: SSWS <token>`. */
  readonly token: string;
  /** The first identity source. */
  readonly sourceId: string;
  /** The identity sources that the org was made with. */
  readonly sources: readonly TestSource[];
  readonly clock: OrgClock;
  readonly faults: OrgFaults;
  /** Makes one more identity source, which imports without asking unless the settings say otherwise. */
  createSource(label?: string, settings?: Partial<IdentitySourceSettings>): Promise<TestSource>;
  /** Puts everything back to how it was when the org was made: data, clock, ids, faults, recordings. Snapshots are kept. */
  reset(): Promise<void>;
  /** Keeps data, clock and ids as they are now; gives the snapshot's name. */
  snapshot(name?: string): Promise<string>;
  /** Puts data, clock and ids back to a snapshot. */
  restore(name: string): Promise<void>;
  /** What the client asked and was answered, in the order of the answers. */
  requests(filter?: RequestFilter): Promise<readonly Exchange[]>;
  /** Forgets the requests so far. */
  clearRequests(): Promise<void>;
  /** Waits until no session is TRIGGERED. Throws `importsUnfinished` when that takes longer than so many seconds (30). */
  waitForImports(options?: { readonly seconds?: number }): Promise<void>;
  /** Everybody in the directory but the administrator, the deactivated too, by login. */
  people(): Promise<readonly User[]>;
  /** All groups, by name. */
  groups(): Promise<readonly TestGroup[]>;
  /** Drops the org with everything in it. */
  close(): Promise<void>;
}

const TEST = '/api/v1/headwater/test';

/** Longest that the server waits in one call. */
const WAIT_SECONDS = 20;

/**
 * @param made what the server answered when the org was made
 * @param drop drops the org
 */
export function openTestOrg(made: MadeTestOrg & { readonly url: string }, drop: () => Promise<void>): TestOrg {
  const control = connectControl(made.url, made.controlToken);
  let snapshots = 0;
  return {
    id: made.id,
    name: made.name,
    url: made.url,
    token: made.token,
    sourceId: made.sources[0]?.id ?? '',
    sources: made.sources,
    clock: orgClock(control),
    faults: orgFaults(control),
    createSource: (label = 'People', settings = {}) => control.call('POST', `${TEST}/sources`, { label, settings }),
    reset: () => control.call('POST', `${TEST}/reset`),
    async snapshot(name) {
      snapshots += 1;
      const taken = await control.call<{ readonly name: string }>('POST', `${TEST}/snapshots`, {
        name: name ?? `snapshot ${snapshots}`,
      });
      return taken.name;
    },
    restore: (name) => control.call('POST', `${TEST}/snapshots/${encodeURIComponent(name)}/restore`),
    requests: (filter = {}) => control.list(`${TEST}/requests${queryOf(filter)}`),
    clearRequests: () => control.call('DELETE', `${TEST}/requests`),
    waitForImports: ({ seconds = 30 } = {}) => waitForImports(control, made.name, seconds),
    people: () => readPeople(control, made.name),
    groups: async () => byName(await control.list<TestGroup>('/api/v1/groups'), ({ profile }) => profile.name),
    close: drop,
    [Symbol.asyncDispose]: drop,
  };
}

function queryOf(filter: RequestFilter): string {
  const parameters = Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]);
  return parameters.length === 0 ? '' : `?${new URLSearchParams(parameters)}`;
}

interface UnfinishedImport {
  readonly sessionId: string;
  readonly status: string;
  readonly notBefore: string | null;
}

async function waitForImports(control: Control, org: string, seconds: number): Promise<void> {
  for (let left = seconds; ; left -= WAIT_SECONDS) {
    const wait = Math.max(0, Math.min(left, WAIT_SECONDS));
    const unfinished = await control.call<readonly UnfinishedImport[]>('GET', `${TEST}/imports?seconds=${wait}`);
    if (unfinished.length === 0) return;
    if (left > WAIT_SECONDS) continue;
    const sessions = unfinished.map(
      ({ sessionId, status, notBefore }) =>
        `${sessionId} is ${status}${notBefore === null ? '' : ` and held back until ${notBefore}`}`,
    );
    throw new TestingError(
      'importsUnfinished',
      `Imports of the org ${org} were not over after ${seconds} s: ${sessions.join(', ')}; move the clock of the org if they are held back`,
    );
  }
}

async function readPeople(control: Control, org: string): Promise<readonly User[]> {
  const active = await control.list<User>('/api/v1/users');
  const gone = await control.list<User>(`/api/v1/users?filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`);
  const administrator = `admin@${org.replaceAll('_', '-')}.headwater.local`;
  const people = [...active, ...gone].filter(({ profile }) => profile.login !== administrator);
  return byName(people, ({ profile }) => String(profile.login));
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
