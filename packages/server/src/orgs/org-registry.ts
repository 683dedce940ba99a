import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, timeOrderedIds } from '@headwater/protocol';
import type { Database } from '../database/database.ts';
import type { DedicatedConnection } from '../database/dedicated-connection.ts';
import { openTestOrg } from '../test-mode/open-test-org.ts';
import type { TestState } from '../test-mode/org-state.ts';
import type { IdLane } from '../test-mode/seeded-ids.ts';
import { TestStates } from '../test-mode/test-states.ts';
import { type OrgParts, openOrg } from './open-org.ts';
import type { Org } from './org.ts';
import { listOrgs, ORGS_CHANNEL, type OrgRow } from './org-rows.ts';

/** Finds the org that a request means. */
export interface OrgResolver {
  /**
   * The org that has the host (with or without its port) among its `hosts`; else the one named like the first label; else the org
   * `default`, where there is one.
   */
  resolve(host: string | undefined): Org | undefined;
}

/** The orgs that a process serves; follows changes made by other processes. */
export interface OrgRegistry extends OrgResolver {
  get(name: string): Org | undefined;
  /** All orgs, by name. */
  list(): readonly Org[];
  /** Reads the orgs again, now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface OrgRegistryOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** A number in [0, 1), as `Math.random`. */
  readonly random: () => number;
  /** Told when following changes failed; the orgs stay as they were until the next change or refresh. */
  readonly onError?: (error: unknown) => void;
  /** Who draws the ids of orgs whose ids follow from a seed. Default `requests`. */
  readonly lane?: IdLane;
  /** How often the orgs are read without being told, in milliseconds. Default 30,000. */
  readonly refreshMilliseconds?: number;
}

/** Org that serves every host name no other org claims. */
export const DEFAULT_ORG = 'default';

interface Known {
  readonly orgs: ReadonlyMap<string, Org>;
  readonly byHost: ReadonlyMap<string, Org>;
}

const REFRESH_MILLISECONDS = 30_000;
/** Between two attempts to listen again after the connection broke. */
const RETRY_MILLISECONDS = 200;

/** Reads the orgs and follows their changes until `close`. */
export async function openOrgRegistry(options: OrgRegistryOptions): Promise<OrgRegistry> {
  const { database, clock, random } = options;
  const parts: OrgParts = { database, clock, ids: timeOrderedIds(clock, random) };
  const testStates = new TestStates({ ...parts, lane: options.lane ?? 'requests' });
  let known: Known = { orgs: new Map(), byHost: new Map() };
  let connection: DedicatedConnection | undefined;
  let following: Promise<void> | undefined;
  let closed = false;
  let reading: Promise<unknown> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  /** One after the other, so that nothing older is shown later; a call shares the reading that has not begun yet. */
  function refresh(): Promise<void> {
    if (waiting !== undefined) return waiting;
    waiting = reading.then(async () => {
      waiting = undefined;
      const rows = await listOrgs(database);
      known = index(rows, parts, await testStates.follow(rows));
    });
    reading = waiting.catch(() => undefined);
    return waiting;
  }
  /** Calls while one is under way share it: there is one connection. */
  function follow(): Promise<void> {
    following ??= listenAndRead().finally(() => {
      following = undefined;
    });
    return following;
  }
  async function listenAndRead(): Promise<void> {
    connection ??= await listen();
    await refresh();
  }
  async function listen(): Promise<DedicatedConnection> {
    const opened = await database.connection();
    opened.onLost(() => {
      connection = undefined;
      void followAgain();
    });
    await opened.listen(ORGS_CHANNEL, () => void refresh().catch(report));
    return opened;
  }
  /** As soon as the database is back: a limit that was changed meanwhile must not wait for the next look. */
  async function followAgain(): Promise<void> {
    for (let attempt = 1; connection === undefined && !closed; attempt++) {
      const failed = await follow().catch((error: unknown) => {
        if (attempt === 1) report(error);
        return true;
      });
      if (failed) await delay(RETRY_MILLISECONDS, undefined, { ref: false });
    }
  }
  function report(error: unknown): void {
    options.onError?.(error);
  }

  await follow();
  const timer = setInterval(() => void follow().catch(report), options.refreshMilliseconds ?? REFRESH_MILLISECONDS);
  timer.unref();
  return {
    get: (name) => known.orgs.get(name),
    list: () => [...known.orgs.values()],
    resolve: (host) => resolve(known, host),
    refresh,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await following?.catch(() => undefined);
      await connection?.close();
    },
  };
}

function index(rows: readonly OrgRow[], parts: OrgParts, states: ReadonlyMap<string, TestState>): Known {
  const orgs = new Map<string, Org>();
  const byHost = new Map<string, Org>();
  for (const row of rows) {
    const state = states.get(row.name);
    // One whose state could not be opened is being dropped.
    if (row.testMode !== undefined && state === undefined) continue;
    const org = state === undefined ? openOrg(row, parts) : openTestOrg(openOrg(row, parts), state);
    orgs.set(row.name, org);
    for (const host of row.hosts) byHost.set(host, org);
  }
  return { orgs, byHost };
}

function resolve({ orgs, byHost }: Known, host: string | undefined): Org | undefined {
  if (host === undefined) return orgs.get(DEFAULT_ORG);
  const name = host.replace(/:\d+$/, '');
  const [label = '', ...others] = name.split('.');
  const named = others.length > 0 ? orgs.get(label) : undefined;
  return byHost.get(host) ?? byHost.get(name) ?? named ?? orgs.get(DEFAULT_ORG);
}
