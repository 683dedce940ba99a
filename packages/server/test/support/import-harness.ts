// Long: everything that a test of an import puts in, and everything that it looks at afterwards.

import {
  type AttributeDefinition,
  type Choices,
  DEFAULT_CHOICES,
  type IdentitySourceSettings,
  type ImportCounters,
  type ImportReason,
  type ManualClock,
  manualClock,
  NO_COUNTS,
  NO_COUNTS_BY_CLASS,
  type ObjectCounters,
  type Profile,
  type ProfileValue,
  type RecordAction,
  resolveLimits,
  resolveRateLimits,
  timeOrderedIds,
  type UserStatus,
} from '@headwater/protocol';
import sql, { raw } from 'sql-template-tag';
import { addAttribute } from '../../src/directory/profile-schemas/add-attribute.ts';
import { type AttributeChanges, updateAttribute } from '../../src/directory/profile-schemas/update-attribute.ts';
import { createUser, type NewUser } from '../../src/directory/users/create-user.ts';
import { loadSession } from '../../src/identity-sources/bulk-loads/load-session.ts';
import { createIdentitySource, updateIdentitySource } from '../../src/identity-sources/manage-sources.ts';
import { createSession } from '../../src/identity-sources/sessions/create-session.ts';
import { startImport } from '../../src/identity-sources/sessions/start-import.ts';
import { importTask } from '../../src/imports/import-task.ts';
import { listMembershipRecords, listObjectRecords, listRecords } from '../../src/imports/list-records.ts';
import type { MembershipRow } from '../../src/imports/memberships/membership-row.ts';
import type { ObjectRow } from '../../src/imports/objects/object-row.ts';
import { getImport } from '../../src/imports/read-imports.ts';
import { type RecordRow, readNotes } from '../../src/imports/record-row.ts';
import type { JobContext } from '../../src/jobs/task.ts';
import { type MappingChange, saveMapping } from '../../src/mappings/save-mapping.ts';
import type { Org } from '../../src/orgs/org.ts';
import { readLog } from '../../src/system-log/read-log.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { bulkKind } from './bulk-kind.ts';
import { createTestOrg } from './database.ts';

const ACT = { actor: SYSTEM };

/** One request of a session: people to upsert, or external ids to delete. */
export type Upload =
  | { readonly upserts: readonly (readonly [externalId: string, profile: Readonly<Record<string, unknown>>])[] }
  | { readonly deletes: readonly string[] };

/** One request of a session about groups, memberships or devices. */
export interface ObjectUpload {
  readonly class: 'groups' | 'memberships' | 'devices';
  readonly action: RecordAction;
  readonly body: object;
}

/** Groups to create or update: external id, name, and a description where one is sent. */
export function loadGroups(
  ...groups: readonly (readonly [externalId: string, displayName: string, description?: string | null])[]
): ObjectUpload {
  const profiles = groups.map(([externalId, displayName, description]) => ({
    externalId,
    profile: { displayName, ...(description === undefined ? {} : { description }) },
  }));
  return { class: 'groups', action: 'upsert', body: { profiles } };
}

export function dropGroups(...externalIds: readonly string[]): ObjectUpload {
  return { class: 'groups', action: 'delete', body: { externalIds } };
}

/** Members to add to one group. */
export function loadMembers(groupExternalId: string, ...memberExternalIds: readonly string[]): ObjectUpload {
  return { class: 'memberships', action: 'upsert', body: { memberships: [{ groupExternalId, memberExternalIds }] } };
}

/** Members to take out of one group. */
export function dropMembers(groupExternalId: string, ...memberExternalIds: readonly string[]): ObjectUpload {
  return { class: 'memberships', action: 'delete', body: { memberships: [{ groupExternalId, memberExternalIds }] } };
}

/** Devices to create or update, by external id and display name. */
export function loadDevices(...devices: readonly (readonly [externalId: string, displayName: string])[]): ObjectUpload {
  const profiles = devices.map(([externalId, displayName]) => ({
    externalId,
    profile: { serialNumber: `SN-${externalId}`, platform: 'MACOS', displayName },
  }));
  return { class: 'devices', action: 'upsert', body: { profiles } };
}

export function dropDevices(...externalIds: readonly string[]): ObjectUpload {
  return { class: 'devices', action: 'delete', body: { externalIds } };
}

export function upserts(
  ...people: readonly (readonly [externalId: string, profile: Readonly<Record<string, unknown>>])[]
): Upload {
  return { upserts: people };
}

export function deletes(...externalIds: readonly string[]): Upload {
  return { deletes: externalIds };
}

/** The least that makes a user: `<name>@example.com`, called Test `name`. */
export function person(
  name: string,
  more: Readonly<Record<string, ProfileValue>> = {},
): Readonly<Record<string, ProfileValue>> {
  const login = `${name}@example.com`;
  return { userName: login, email: login, firstName: 'Test', lastName: name, ...more };
}

/** The profile that `person(name)` becomes in the directory. */
export function userProfile(name: string, more: Profile = {}): Profile {
  const login = `${name}@example.com`;
  return { login, email: login, firstName: 'Test', lastName: name, ...more };
}

/** What tests compare of a receipt: everything but ids of new objects and times. */
export interface Receipt {
  readonly number: number;
  readonly action: string;
  readonly externalId: string;
  readonly outcome: string;
  readonly match: string | null;
  readonly link: string | null;
  readonly lifecycle: string | null;
  readonly reason: ImportReason | null;
  readonly notes: readonly ImportReason[];
}

/** A receipt with these values, and nothing else to say. */
export function receipt(
  number: number,
  externalId: string,
  outcome: string,
  more: Partial<Omit<Receipt, 'number' | 'externalId' | 'outcome'>> = {},
): Receipt {
  const silent = { action: 'upsert', match: null, link: null, lifecycle: null, reason: null, notes: [] };
  return { ...silent, ...more, number, externalId, outcome };
}

/** What tests compare of a receipt of a group, a membership or a device: values where there are any. */
export interface ObjectReceipt {
  readonly number: number;
  readonly action: string;
  /** External id; of a membership, those of the group and the member with a slash between. */
  readonly what: string;
  readonly outcome: string;
  readonly reason?: ImportReason;
  readonly notes?: readonly ImportReason[];
  readonly before?: object;
  readonly after?: object;
}

/** A receipt of an upsert with these values, and nothing else to say. */
export function objectReceipt(
  number: number,
  what: string,
  outcome: string,
  more: Partial<Omit<ObjectReceipt, 'number' | 'what' | 'outcome'>> = {},
): ObjectReceipt {
  return { action: 'upsert', ...more, number, what, outcome };
}

/** Counters with these values and zeros. */
export function counts(some: Partial<ImportCounters>): ImportCounters {
  return { ...NO_COUNTS, ...some };
}

/** The end of one import. */
export interface ImportOutcome {
  readonly importId: string;
  readonly sessionId: string;
  readonly status: string;
  readonly counters: ImportCounters;
  /** Counters of the other classes, those at zero left out. */
  readonly counted: Readonly<Record<'groups' | 'memberships' | 'devices', Partial<ObjectCounters>>>;
  readonly receipts: readonly Receipt[];
  readonly groups: readonly ObjectReceipt[];
  readonly memberships: readonly ObjectReceipt[];
  readonly devices: readonly ObjectReceipt[];
  /** Whole rows, for what a receipt leaves out. */
  readonly rows: readonly RecordRow[];
}

export interface DirectoryUser {
  readonly status: UserStatus;
  readonly profile: Profile;
}

export interface KnownPerson {
  readonly status: string;
  readonly matchType: string | null;
  /** Login of the linked user. */
  readonly user: string | null;
  readonly profile: Profile;
}

/** A group of a source as the directory shows it. */
export interface KnownGroup {
  readonly name: string;
  readonly description: string | null;
  /** External ids of the members as the source knows them. */
  readonly members: readonly string[];
  /** Logins of the members of the directory. */
  readonly users: readonly string[];
}

/** A source of the bench. */
export interface BenchSource {
  readonly id: string;
  /** Loads and triggers a session; its import waits. Gives its id. */
  trigger(...uploads: readonly (Upload | ObjectUpload)[]): Promise<string>;
  /** Loads, triggers and processes a session to its end. */
  run(...uploads: readonly (Upload | ObjectUpload)[]): Promise<ImportOutcome>;
  change(settings: Partial<IdentitySourceSettings>): Promise<void>;
  map(change: MappingChange): Promise<void>;
  addAttribute(definition: AttributeDefinition): Promise<void>;
  /** People as the source knows them, by external id. */
  people(): Promise<Readonly<Record<string, KnownPerson>>>;
  /** Groups of the source, by external id. */
  groups(): Promise<Readonly<Record<string, KnownGroup>>>;
}

/** An org with a clock that stands still, in which imports run in this process, step by step. */
export interface ImportBench {
  readonly org: Org;
  readonly clock: ManualClock;
  addSource(settings?: Partial<IdentitySourceSettings>, label?: string): Promise<BenchSource>;
  addUser(name: string, more?: Partial<Omit<NewUser, 'profile'>> & { readonly profile?: Profile }): Promise<string>;
  addUserAttribute(definition: AttributeDefinition): Promise<void>;
  changeUserAttribute(name: string, changes: AttributeChanges): Promise<void>;
  /** Works on what the source has triggered; `org` may be one that fails. */
  work(source: Pick<BenchSource, 'id'>, org?: Org): Promise<void>;
  outcome(sessionId: string): Promise<ImportOutcome>;
  /** Users by login. */
  users(): Promise<Readonly<Record<string, DirectoryUser>>>;
  /** Types of the System Log's entries since the import began, in their order. */
  eventTypes(importId: string): Promise<readonly string[]>;
  /** Removes everything but the org itself. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Settings under which nothing waits for a person. */
export const AUTOMATIC: Partial<IdentitySourceSettings> = {
  autoConfirmExactMatch: true,
  autoConfirmPartialMatch: true,
  autoConfirmNewUsers: true,
};

export interface BenchOptions {
  /** Uploads planned or applied together. Default: all of a test's. */
  readonly chunkSize?: number;
  /** Answers of the org. Default: those of the register. */
  readonly choices?: Partial<Choices>;
}

/** The id of the user with this login. Throws where there is none. */
export async function userIdOf(org: Org, login: string): Promise<string> {
  const [user] = await org.read((tx) =>
    tx.query<{ readonly id: string }>(sql`SELECT id FROM users WHERE profile ->> 'login' = ${login}`),
  );
  if (user === undefined) throw new Error(`There is no user ${login}`);
  return user.id;
}

export async function openImportBench({ chunkSize = 1_000, choices = {} }: BenchOptions = {}): Promise<ImportBench> {
  const { database, org: name, close } = await createTestOrg();
  const clock = manualClock('2026-03-01T10:00:00.000Z');
  const org: Org = {
    id: '00oTESTORG0000000001',
    name,
    limitsProfile: 'okta',
    choices: { ...DEFAULT_CHOICES, ...choices },
    limits: resolveLimits('okta'),
    rateLimits: resolveRateLimits('okta'),
    clock,
    ids: timeOrderedIds(clock, Math.random),
    transaction: (work, options) => database.inOrg(name, work, options),
    read: (work, options) => database.inOrg(name, work, { ...options, readOnly: true }),
  };
  const context = () => ({ at: clock.now(), actor: SYSTEM });

  const work: ImportBench['work'] = async (source, within = org) => {
    await importTask(async () => within, { chunkSizes: { plan: chunkSize, apply: chunkSize } }).run(
      { org: name, sourceId: source.id },
      JOB,
    );
  };

  const outcome: ImportBench['outcome'] = (sessionId) =>
    org.read(async (tx) => {
      const [found] = await tx.query<{ id: string }>(sql`SELECT id FROM imports WHERE session_id = ${sessionId}`);
      if (found === undefined) throw new TypeError(`Session ${sessionId} was not triggered`);
      const row = await getImport(tx, found.id);
      const rows = await listRecords(tx, found.id, {}, 100_000, 0);
      const { status, counters } = row;
      const { users, groups, memberships, devices } = { ...NO_COUNTS_BY_CLASS, ...counters };
      return {
        importId: found.id,
        sessionId,
        status,
        counters: users,
        counted: { groups: nonZero(groups), memberships: nonZero(memberships), devices: nonZero(devices) },
        receipts: rows.map(toReceipt),
        groups: (await listObjectRecords(tx, found.id, 'groups', {}, 100_000, 0)).map(toObjectReceipt),
        memberships: (await listMembershipRecords(tx, found.id, {}, 100_000, 0)).map(toMembershipReceipt),
        devices: (await listObjectRecords(tx, found.id, 'devices', {}, 100_000, 0)).map(toObjectReceipt),
        rows,
      };
    });

  function benchSource(id: string): BenchSource {
    const source: BenchSource = {
      id,
      async trigger(...uploads) {
        clock.advance(600_000);
        const session = await createSession(org, id, ACT);
        const path = { sourceId: id, sessionId: session.id };
        for (const upload of uploads) {
          if ('class' in upload) {
            await loadSession(org, path, bulkKind(upload.class, upload.action), upload.body, ACT);
            continue;
          }
          const [action, items] =
            'upserts' in upload
              ? (['upsert', upload.upserts.map(toItem)] as const)
              : (['delete', upload.deletes.map((externalId) => ({ externalId }))] as const);
          await loadSession(org, path, bulkKind('users', action), { profiles: items }, ACT);
        }
        await startImport(org, path, ACT, async () => undefined);
        return session.id;
      },
      async run(...uploads) {
        const sessionId = await source.trigger(...uploads);
        await work(source);
        return outcome(sessionId);
      },
      async change(settings) {
        await org.transaction((tx) => updateIdentitySource(tx, org, id, { settings }, ACT, () => undefined));
      },
      async map(change) {
        await org.transaction((tx) => saveMapping(tx, org, id, change, ACT));
      },
      async addAttribute(definition) {
        await org.transaction((tx) => addAttribute(tx, context(), id, definition));
      },
      people: () =>
        org.read(async (tx) => {
          const rows = await tx.query<{
            externalId: string;
            status: string;
            matchType: string | null;
            user: string | null;
            profile: string;
          }>(sql`
            SELECT s.external_id AS "externalId", s.status, s.match_type AS "matchType", u.profile ->> 'login' AS "user",
                   s.profile
              FROM source_users s LEFT JOIN users u ON u.id = s.user_id
             WHERE s.source_id = ${id} ORDER BY s.external_id`);
          return Object.fromEntries(
            rows.map(({ externalId, profile, ...rest }) => [
              externalId,
              // The engine writes profiles as JSON objects.
              { ...rest, profile: JSON.parse(profile) as Profile },
            ]),
          );
        }),
      groups: () =>
        org.read(async (tx) => {
          const rows = await tx.query<KnownGroup & { readonly externalId: string }>(sql`
            SELECT g.external_id AS "externalId", g.name, g.description,
                   ARRAY(SELECT s.external_id FROM source_memberships m JOIN source_users s ON s.id = m.source_user_id
                          WHERE m.group_id = g.id ORDER BY 1) AS members,
                   ARRAY(SELECT u.profile ->> 'login' FROM group_users m JOIN users u ON u.id = m.user_id
                          WHERE m.group_id = g.id ORDER BY 1) AS users
              FROM groups g WHERE g.source_id = ${id} ORDER BY g.external_id`);
          return Object.fromEntries(rows.map(({ externalId, ...group }) => [externalId, group]));
        }),
    };
    return source;
  }

  return {
    org,
    clock,
    async addSource(settings = {}, label = 'HR') {
      const source = await org.transaction((tx) =>
        createIdentitySource(tx, org, { label, settings }, ACT, () => undefined),
      );
      return benchSource(source.id);
    },
    async addUser(userName, { profile, ...more } = {}) {
      const user = { ...more, profile: userProfile(userName, profile) };
      return (await org.transaction((tx) => createUser(tx, org.ids, context(), user))).id;
    },
    async addUserAttribute(definition) {
      await org.transaction((tx) => addAttribute(tx, context(), 'user', definition));
    },
    async changeUserAttribute(attribute, changes) {
      await org.transaction((tx) => updateAttribute(tx, context(), 'user', attribute, changes));
    },
    work,
    outcome,
    users: () =>
      org.read(async (tx) => {
        const rows = await tx.query<DirectoryUser>(sql`SELECT status, profile FROM users ORDER BY login_key`);
        return Object.fromEntries(rows.map(({ status, profile }) => [String(profile.login), { status, profile }]));
      }),
    async eventTypes(importId) {
      const { entries } = await readLog(org, {
        since: new Date('2026-01-01'),
        until: new Date('2027-01-01'),
        sortOrder: 'ASCENDING',
        limit: 1_000,
      });
      return entries
        .filter(({ transaction, debugContext }) => [transaction.id, debugContext?.debugData.job_id].includes(importId))
        .map(({ eventType }) => eventType);
    },
    clear: () =>
      org.transaction(async (tx) => {
        const receipts = 'import_records import_object_records import_membership_records applied_ranges';
        const tables = `${receipts} imports bulk_loads sessions mappings identity_sources source_users users groups devices`;
        for (const table of `${tables} changes events attributes unique_values administrators`.split(' ')) {
          await tx.execute(sql`DELETE FROM ${raw(table)}`);
        }
      }),
    close,
  };
}

/** A job that is never taken away and never has to make room. */
export const JOB: JobContext = {
  id: '1',
  worker: 'test',
  attempt: 1,
  maxAttempts: 1,
  signal: new AbortController().signal,
  shouldYield: () => false,
  hold: async () => undefined,
  handOn: async () => undefined,
  finish: async () => undefined,
};

function toItem([externalId, profile]: readonly [string, Readonly<Record<string, unknown>>]): object {
  return { externalId, profile: { ...profile } };
}

function nonZero(counters: ObjectCounters): Partial<ObjectCounters> {
  return Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0));
}

function toReceipt(row: RecordRow): Receipt {
  const { number, action, outcome, match, link, lifecycle } = row;
  return { number, action, externalId: row.external_id, outcome, match, link, lifecycle, ...readNotes(row) };
}

function toObjectReceipt(row: ObjectRow): ObjectReceipt {
  const { number, action, external_id: what, outcome, before, after } = row;
  return {
    number,
    action,
    what,
    outcome,
    ...told(row),
    ...(before === null ? {} : { before: JSON.parse(before) as object }),
    ...(after === null ? {} : { after: JSON.parse(after) as object }),
  };
}

function toMembershipReceipt(row: MembershipRow): ObjectReceipt {
  const { number, action, outcome } = row;
  return { number, action, what: `${row.group_external_id}/${row.member_external_id}`, outcome, ...told(row) };
}

function told(row: Pick<RecordRow, 'reason' | 'notes'>): Pick<ObjectReceipt, 'reason' | 'notes'> {
  const { reason, notes } = readNotes(row);
  return { ...(reason === null ? {} : { reason }), ...(notes.length === 0 ? {} : { notes }) };
}
