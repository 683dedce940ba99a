import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  type Choices,
  DEFAULT_CHOICES,
  type IdentitySourceSettings,
  LIMITS_PROFILES,
  type Limits,
  type ManualClock,
  manualClock,
  type RateLimitRules,
  resolveLimits,
  resolveRateLimits,
  systemClock,
  timeOrderedIds,
} from '@headwater/protocol';
import sql from 'sql-template-tag';
import { addAdministrator } from '../../src/access/administrators.ts';
import { createAuthenticator } from '../../src/access/authenticator.ts';
import { createToken, type NewToken } from '../../src/access/manage-tokens.ts';
import { createAuthorizationServer } from '../../src/access/oauth/authorization-server.ts';
import { oauthRoom } from '../../src/access/oauth/routes.ts';
import type { Database } from '../../src/database/database.ts';
import { emailKey, loginKey, nameKey } from '../../src/directory/keys.ts';
import { healthRoom } from '../../src/http/health.ts';
import { createHttpServer, type HttpServerOptions } from '../../src/http/http-server.ts';
import type { Log } from '../../src/http/log.ts';
import type { App, Room } from '../../src/http/room.ts';
import { wellKnownRoom } from '../../src/http/well-known.ts';
import type { IdentitySource } from '../../src/identity-sources/identity-source.ts';
import { createIdentitySource } from '../../src/identity-sources/manage-sources.ts';
import { identitySourcesRoom } from '../../src/identity-sources/routes.ts';
import type { EnqueueImport } from '../../src/identity-sources/sessions/start-import.ts';
import type { NewJob } from '../../src/jobs/enqueue.ts';
import type { Org } from '../../src/orgs/org.ts';
import { createRateLimits } from '../../src/rate-limits/rate-limits.ts';
import { databaseReservations } from '../../src/rate-limits/reservations.ts';
import { createSecrets, SECRET_KEY_BYTES } from '../../src/secrets/secrets.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { createTestOrg } from '../support/database.ts';

/** An answer as it came over the socket. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
  /** The body as JSON; undefined when it is empty. */
  readonly json: unknown;
}

export interface CallOptions {
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Buffer;
  readonly headers?: OutgoingHttpHeaders;
  /** Default: the token of the test's administrator. Null: no header. */
  readonly token?: string | null;
}

export interface LogLine {
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

/** An org of its own behind a real server on a real socket, with an administrator, a token and a way to call. */
export interface TestServer {
  readonly app: App;
  readonly org: Org;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly port: number;
  readonly token: string;
  readonly adminId: string;
  /** Errors that the server logged. */
  readonly log: readonly LogLine[];
  /** Jobs that start-import queued. */
  readonly jobs: readonly NewJob[];
  /** Replaces limits of the org from the next request on. */
  setLimits(limits: Partial<Limits>): void;
  /** Replaces rate limits of the org from the next request on. */
  setRateLimits(rateLimits: Partial<RateLimitRules>): void;
  /** Replaces answers of the org's ambiguity register from the next request on. */
  choose(choices: Partial<Choices>): void;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  createSource(label?: string, settings?: Partial<IdentitySourceSettings>): Promise<IdentitySource>;
  createToken(input?: Partial<NewToken>): Promise<{ readonly id: string; readonly value: string }>;
  /** A live person of a source, so that deletes find it. */
  addSourceUser(sourceId: string, externalId: string, status?: string): Promise<void>;
  /** The org's events, oldest first. */
  events(): Promise<readonly TestEvent[]>;
  close(): Promise<void>;
}

export interface TestEvent {
  readonly type: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly actor: unknown;
  readonly targets: unknown;
  readonly debug: unknown;
}

export interface TestServerOptions {
  readonly rooms?: readonly Room[];
  readonly timeouts?: HttpServerOptions['timeouts'];
  readonly trustProxy?: boolean;
  readonly believeMilliseconds?: number;
  /** Default: collects into `jobs`. */
  readonly enqueue?: EnqueueImport;
}

/** Starts a {@link TestServer}; the clock stands still at 2026-03-01T10:00:00.500Z. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { database, org: name, close } = await createTestOrg();
  const clock = manualClock('2026-03-01T10:00:00.500Z');
  let limits: Limits = LIMITS_PROFILES.okta;
  let choices: Choices = DEFAULT_CHOICES;
  let rateLimits: RateLimitRules = resolveRateLimits('okta');
  const org: Org = {
    id: '00oTESTORG0000000001',
    name,
    limitsProfile: 'okta',
    get choices() {
      return choices;
    },
    get rateLimits() {
      return rateLimits;
    },
    get limits() {
      return limits;
    },
    clock,
    ids: timeOrderedIds(clock, Math.random),
    transaction: (work, options) => database.inOrg(name, work, options),
    read: (work, options) => database.inOrg(name, work, { ...options, readOnly: true }),
  };
  const log: LogLine[] = [];
  const jobs: NewJob[] = [];
  const { adminId, token } = await makeAdministrator(org);
  const authorizationServer = createAuthorizationServer({
    secrets: createSecrets(Buffer.alloc(SECRET_KEY_BYTES, 1)),
    clock: systemClock,
    log: collect(log),
  });
  const app = await createHttpServer({
    orgs: { resolve: (host) => (host?.startsWith('nowhere') ? undefined : org) },
    authenticate: createAuthenticator({ believeMilliseconds: options.believeMilliseconds ?? 0, authorizationServer }),
    rateLimits: createRateLimits(databaseReservations(database)),
    rooms: [
      wellKnownRoom('0.0.0-test'),
      healthRoom(() => org.read(async (tx) => void (await tx.query(sql`SELECT 1`)))),
      oauthRoom({ authorizationServer, log: collect(log) }),
      identitySourcesRoom({ enqueue: options.enqueue ?? (async (_tx, job) => void jobs.push(job)) }),
      ...(options.rooms ?? []),
    ],
    log: collect(log),
    version: '0.0.0-test',
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
    ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  return {
    app,
    org,
    database,
    clock,
    port,
    token,
    adminId,
    log,
    jobs,
    choose: (answers) => {
      choices = { ...DEFAULT_CHOICES, ...answers };
    },
    setRateLimits: (overrides) => {
      rateLimits = resolveRateLimits('okta', overrides);
    },
    setLimits: (overrides) => {
      limits = resolveLimits('okta', overrides);
    },
    call: (method, path, callOptions = {}) => send(port, agent, token, method, path, callOptions),
    createSource: (label = 'Workday', settings = {}) =>
      org.transaction((tx) => createIdentitySource(tx, org, { label, settings }, { actor: SYSTEM }, () => undefined)),
    createToken: async (input = {}) => {
      const created = await org.transaction((tx) =>
        createToken(tx, org, { name: 'test', ownerId: adminId, ...input }, { actor: SYSTEM }),
      );
      return { id: created.token.id, value: created.value };
    },
    addSourceUser: (sourceId, externalId, status = 'ACTIVE') => addSourceUser(org, sourceId, externalId, status),
    events: () =>
      org.read((tx) =>
        tx.query<TestEvent>(sql`SELECT type, outcome, reason, actor, targets, debug FROM events ORDER BY id`),
      ),
    close: async () => {
      agent.destroy();
      await app.close();
      await close();
    },
  };
}

async function makeAdministrator(org: Org): Promise<{ readonly adminId: string; readonly token: string }> {
  return org.transaction(async (tx) => {
    const adminId = org.ids.next('user');
    const now = org.clock.now();
    const profile = { login: 'ada@example.com', email: 'ada@example.com', firstName: 'Ada', lastName: 'Byron' };
    await tx.execute(sql`
      INSERT INTO users (id, status, login_key, email_key, name_key, profile, created, last_updated)
      VALUES (${adminId}, 'ACTIVE', ${loginKey(profile.login)}, ${emailKey(profile.email)},
              ${nameKey(profile.firstName, profile.lastName)}, ${JSON.stringify(profile)}, ${now}, ${now})`);
    await addAdministrator(tx, adminId, 'SUPER_ADMIN', now);
    const { value } = await createToken(tx, org, { name: 'admin', ownerId: adminId }, { actor: SYSTEM });
    await tx.execute(sql`DELETE FROM events`);
    return { adminId, token: value };
  });
}

async function addSourceUser(org: Org, sourceId: string, externalId: string, status: string): Promise<void> {
  const now = org.clock.now();
  await org.transaction((tx) =>
    tx.execute(sql`
      INSERT INTO source_users (id, source_id, external_id, status, profile, created, last_updated)
      VALUES (${org.ids.next('sourceUser')}, ${sourceId}, ${externalId}, ${status}, '{}', ${now}, ${now})`),
  );
}

function collect(lines: LogLine[]): Log {
  const add = (message: string, data?: Readonly<Record<string, unknown>>) => void lines.push({ message, data });
  return { info: () => undefined, warn: add, error: add };
}

async function send(
  port: number,
  agent: Agent,
  ownToken: string,
  method: string,
  path: string,
  options: CallOptions,
): Promise<Answer> {
  const { json, raw, token = ownToken } = options;
  const body = json === undefined ? raw : JSON.stringify(json);
  const headers: OutgoingHttpHeaders = {
    accept: 'application/json',
    ...(token === null ? {} : { authorization: `SSWS ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(method === 'GET' || method === 'HEAD' ? {} : { 'content-length': Buffer.byteLength(body ?? '') }),
    ...options.headers,
  };
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent });
  outgoing.end(body);
  const [answer] = await once(outgoing, 'response');
  const text = (await buffer(answer)).toString('utf8');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    rawHeaders: answer.rawHeaders,
    text,
    json: text === '' ? undefined : parse(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
