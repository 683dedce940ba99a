import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { DEFAULTS } from './defaults.ts';
import { Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

type Server = typeof import('@headwater/server');
type Administration = import('@headwater/server').Administration;
type Org = import('@headwater/server').Org;
type Transaction = import('@headwater/server').Transaction;
type Act = import('@headwater/server').Act;

/** Where the data of a Headwater is. */
export interface DataOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
}

export interface OrgOptions extends DataOptions {
  readonly org: string;
}

/** What a command that administers an org works with. */
export interface OrgScene {
  /** The server's functions; loaded only by the commands that need them. */
  readonly server: Server;
  readonly org: Org;
  readonly tx: Transaction;
  /** Who acts, for the System Log. */
  readonly act: Act;
}

/** Adds the options that say whose data a command works on. */
export function withDataOptions(command: Command): Command {
  return command
    .option('--data <dir>', `data directory (HEADWATER_DATA; default ${DEFAULTS.dataFolder} in your home folder)`)
    .option('--database-url <url>', 'PostgreSQL to use instead of the embedded one (DATABASE_URL)');
}

/** The same, and the org. */
export function withOrgOptions(command: Command): Command {
  return withDataOptions(command.option('--org <name>', 'the org to work in', DEFAULTS.org));
}

/** Opens the data, runs `work` and closes the data again. Works beside a running server and without one. */
export async function administer<T>(
  options: DataOptions,
  terminal: Terminal,
  work: (administration: Administration, server: Server) => Promise<T>,
): Promise<T> {
  const server = await import('@headwater/server');
  const config = server.resolveConfig(
    { dataDir: options.data, databaseUrl: options.databaseUrl },
    // A port that is set for the server is none of our business, even a wrong one.
    { ...terminal.environment, [server.ENVIRONMENT.port]: undefined },
  );
  if (config.databaseUrl === undefined && !existsSync(config.dataDir)) {
    throw new Failure({
      code: 'dataMissing',
      message: `There is no Headwater data in ${config.dataDir}.`,
      remedy: `Name the right folder with --data, or make it by starting a server: headwater start --data ${config.dataDir}`,
    });
  }
  const administration = await server.openAdministration(config);
  try {
    return await work(administration, server);
  } finally {
    await administration.close();
  }
}

/** Runs `work` in one transaction of the org. */
export function inOrg<T>(options: OrgOptions, terminal: Terminal, work: (scene: OrgScene) => Promise<T>): Promise<T> {
  return administer(options, terminal, async (administration, server) => {
    const org = await administration.org(options.org);
    return org.transaction((tx) => work({ server, org, tx, act: { actor: commandLine() } }));
  });
}

/** The person at the keyboard, as far as the machine knows. */
function commandLine(): Act['actor'] {
  return {
    id: 'command-line',
    type: 'SystemPrincipal',
    alternateId: userName(),
    displayName: 'Headwater command line',
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
