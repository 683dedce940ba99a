import { systemClock, timeOrderedIds } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { apiTokensRoom } from './access/api-tokens/routes.ts';
import { createAuthenticator } from './access/authenticator.ts';
import { createAuthorizationServer } from './access/oauth/authorization-server.ts';
import { oauthRoom } from './access/oauth/routes.ts';
import { serviceAppsRoom } from './access/service-apps/routes.ts';
import { appsRoom } from './apps/routes.ts';
import { startBackground } from './background/start-background.ts';
import type { ServerConfig } from './config.ts';
import { claimDataDirectory } from './database/claim-data-directory.ts';
import { openDatabase } from './database/open-database.ts';
import { migrateOrgSchemas } from './database/org-schema.ts';
import { linkedObjectsRoom } from './directory/linked-objects/routes.ts';
import { schemasRoom } from './directory/profile-schemas/routes.ts';
import { directoryRoom } from './directory/routes.ts';
import { type FirstStart, prepareFirstStart } from './first-start.ts';
import { healthRoom } from './http/health.ts';
import { createHttpServer } from './http/http-server.ts';
import { type Log, silentLog } from './http/log.ts';
import { wellKnownRoom } from './http/well-known.ts';
import { entitiesRoom } from './identity-sources/entities/routes.ts';
import { identitySourcesRoom } from './identity-sources/routes.ts';
import { importsRoom } from './imports/routes.ts';
import { enqueue } from './jobs/enqueue.ts';
import type { JobLogLine } from './jobs/job-log.ts';
import { migrateJobQueue } from './jobs/migrate-job-queue.ts';
import { mappingsRoom } from './mappings/routes.ts';
import { DEFAULT_ORG, openOrgRegistry } from './orgs/org-registry.ts';
import { orgRoom } from './orgs/routes.ts';
import { impatientReservations } from './rate-limits/impatient-reservations.ts';
import { createRateLimits } from './rate-limits/rate-limits.ts';
import { databaseReservations } from './rate-limits/reservations.ts';
import { openSecrets } from './secrets/open-secrets.ts';
import { secureRandom } from './secure-random.ts';
import { systemLogRoom } from './system-log/routes.ts';
import { createOrgAddresses } from './test-mode/org-address.ts';
import { testOrgsRoom } from './test-mode/orgs/routes.ts';
import { addTestMode } from './test-mode/routes/watch-requests.ts';
import { testModeRoom } from './test-mode/routes.ts';
import { ensureTestSchema } from './test-mode/test-schema.ts';
import { VERSION } from './version.ts';
import { connectionsRoom } from './workflows/connections/routes.ts';
import { flowsRoom } from './workflows/flows/routes.ts';
import { openWorkflows } from './workflows/open-workflows.ts';
import { examineInThread } from './workflows/packs/examine-in-thread.ts';
import { packsRoom } from './workflows/packs/routes.ts';
import { startWorkflows } from './workflows/start-workflows.ts';
import { tablesRoom } from './workflows/tables/routes.ts';

/** A server that answers requests. */
export interface RunningServer {
  readonly url: string;
  /** The org that answers on every host name no other org claims. */
  readonly org: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Only when this start made the org: what must be shown to a person now, and never again. */
  readonly firstStart: FirstStart | undefined;
  /** Settles when the server can no longer do its work, with the reason. */
  readonly failed: Promise<Error>;
  /** Ends requests under way, background work and database, in that order. */
  close(): Promise<void>;
}

/**
 * Puts the server together: database, orgs, HTTP, background thread. Throws a StorageError when the database cannot be used
 * (another server has the data directory, say), and Node's error when the port is taken.
 */
export async function startServer(config: ServerConfig, log: Log = silentLog): Promise<RunningServer> {
  const parts: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const part of parts.splice(0).reverse()) await part();
  };
  try {
    return await assemble(config, log, parts, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  config: ServerConfig,
  log: Log,
  parts: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<RunningServer> {
  const say = (line: JobLogLine) => {
    if (line.level !== 'debug') log[line.level](line.message, line.details);
  };
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  const opened = await openDatabase({
    dataDir: config.dataDir,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    applicationName: 'headwater',
    log: say,
  });
  parts.push(() => opened.close());
  const { database } = opened;
  opened.onFailure(fail);
  const claim = opened.embedded ? await claimDataDirectory(database) : undefined;
  if (claim !== undefined) parts.push(() => claim.release());
  claim?.onLost(fail);
  await migrateJobQueue(database, say);
  await migrateOrgSchemas(database);

  const clock = systemClock;
  const firstStart = await prepareFirstStart({ database, clock, ids: timeOrderedIds(clock, secureRandom) });
  const orgs = await openOrgRegistry({
    database,
    clock,
    random: secureRandom,
    onError: (error) => log.warn('The list of orgs could not be read', { error }),
  });
  parts.push(() => orgs.close());

  const secrets = await openSecrets(config);
  const authorizationServer = createAuthorizationServer({ secrets, clock, log });
  const reservations = impatientReservations(databaseReservations(database), {
    onAway: (error) => log.warn('Rate limits are not shared with other processes for now', { error }),
  });
  if (config.testOrgs === true) await ensureTestSchema(database);
  const allow = config.workflowsAllow ?? [];
  let url: string | undefined;
  const workflows = await openWorkflows({ database, secrets, reservations, allow, url: () => url, log: say });
  parts.push(() => workflows.close());
  const app = await createHttpServer({
    orgs,
    watch: (app, context) => addTestMode(app, context, database),
    ...(config.testOrgs === true ? { addresses: createOrgAddresses((name) => orgs.get(name)) } : {}),
    authenticate: createAuthenticator({ authorizationServer }),
    rateLimits: createRateLimits(reservations),
    log,
    version: VERSION,
    trustProxy: config.trustProxy,
    rooms: [
      healthRoom(() => database.inPlatform(async (tx) => void (await tx.query(sql`SELECT`)))),
      wellKnownRoom(VERSION),
      orgRoom,
      apiTokensRoom,
      oauthRoom({ authorizationServer, log }),
      serviceAppsRoom,
      identitySourcesRoom({ enqueue }),
      entitiesRoom,
      importsRoom,
      directoryRoom,
      schemasRoom,
      linkedObjectsRoom,
      appsRoom,
      mappingsRoom,
      systemLogRoom,
      packsRoom({ examine: examineInThread() }),
      flowsRoom,
      tablesRoom,
      connectionsRoom({ secrets, door: workflows.door }),
      ...workflows.rooms,
      testModeRoom({ database, refreshOrgs: () => orgs.refresh() }),
      testOrgsRoom({ database, clock, orgs, allowed: config.testOrgs === true }),
    ],
  });
  parts.push(() => app.close());
  url = await app.listen({ port: config.port, host: config.host });
  await claim?.announce(url);
  const { dataDir, databaseUrl, secretKey } = config;
  // Side by side: each thread takes its time to load, and what one resumes must not run long before the server says that it is there.
  const threads = await Promise.allSettled([
    startBackground({ connection: database.options, url }, say),
    startWorkflows({ connection: database.options, config: { dataDir, databaseUrl, secretKey, allow }, url }, say),
  ]);
  for (const thread of threads) if (thread.status === 'fulfilled') parts.push(() => thread.value.stop());
  for (const thread of threads) if (thread.status === 'rejected') throw thread.reason;
  return { url, org: DEFAULT_ORG, dataDir: config.dataDir, pid: process.pid, firstStart, failed, close };
}
