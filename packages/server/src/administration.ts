import { systemClock, timeOrderedIds } from '@headwater/protocol';
import type { ServerConfig } from './config.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { migrateOrgSchemas } from './database/org-schema.ts';
import type { CreateOrgParts } from './orgs/create-org.ts';
import { openOrg } from './orgs/open-org.ts';
import type { Org } from './orgs/org.ts';
import { getOrg } from './orgs/org-rows.ts';
import { secureRandom } from './secure-random.ts';
import { withTestClock } from './test-mode/open-test-org.ts';

/** The database of a server, for commands that work beside it or without it. */
export interface Administration {
  readonly database: Database;
  readonly parts: CreateOrgParts;
  /** Opens an org by its name. Throws `notFound`. */
  org(name: string): Promise<Org>;
  close(): Promise<void>;
}

/** Opens the database of a data directory, beside a running server or alone; the schemas are brought up to date. */
export async function openAdministration(
  config: Pick<ServerConfig, 'dataDir' | 'databaseUrl'>,
): Promise<Administration> {
  const opened = await openDatabase({
    dataDir: config.dataDir,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    maxConnections: 3,
    applicationName: 'headwater command',
  });
  try {
    await migrateOrgSchemas(opened.database);
  } catch (error) {
    await opened.close();
    throw error;
  }
  const clock = systemClock;
  const ids = timeOrderedIds(clock, secureRandom);
  const parts = { database: opened.database, clock, ids };
  return {
    database: opened.database,
    parts,
    org: async (name) => {
      const row = await getOrg(opened.database, name);
      return withTestClock(openOrg(row, parts), row, parts);
    },
    close: () => opened.close(),
  };
}
