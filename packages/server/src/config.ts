import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Every setting of a server. */
export interface ServerConfig {
  /** TCP port; 0 picks a free one. `HEADWATER_PORT`, default 8080. */
  readonly port: number;
  /** Address to listen on. `HEADWATER_HOST`, default 127.0.0.1: only this machine. */
  readonly host: string;
  /** Headwater's folder: embedded database and keys. `HEADWATER_DATA`, default `.headwater` in the home folder. */
  readonly dataDir: string;
  /** An external PostgreSQL 15 or later instead of the embedded one. `DATABASE_URL`. */
  readonly databaseUrl: string | undefined;
  /** Whether tests may make orgs, and reach them by path. `HEADWATER_TEST_ORGS=on`, default off. */
  readonly testOrgs?: boolean;
  /**
   * The key that seals stored secrets: 32 bytes as base64 or hexadecimal text. `HEADWATER_SECRET_KEY`, default a key file in the data
   * directory; an external database has no default.
   */
  readonly secretKey: string | undefined;
  /**
   * Proxies whose `X-Forwarded-*` headers are believed: addresses and ranges, or true for whoever connects. OAuth 2.0 over TLS needs it:
   * clients sign the address that they see. `HEADWATER_TRUST_PROXY`, `true` or a list with commas; default none.
   */
  readonly trustProxy: boolean | readonly string[];
  /**
   * What flows may reach besides the public Internet: host names, `*.` and a domain, addresses, ranges. Without it no flow reaches this
   * machine or its networks. `HEADWATER_WORKFLOWS_ALLOW`, a list with commas such as `127.0.0.1,10.0.0.0/8,*.corp.example`; default none.
   */
  readonly workflowsAllow?: readonly string[];
}

export const DEFAULT_PORT = 8080;
export const DEFAULT_HOST = '127.0.0.1';

/** Names of the environment variables, and what each sets. */
export const ENVIRONMENT = {
  port: 'HEADWATER_PORT',
  host: 'HEADWATER_HOST',
  dataDir: 'HEADWATER_DATA',
  databaseUrl: 'DATABASE_URL',
  testOrgs: 'HEADWATER_TEST_ORGS',
  secretKey: 'HEADWATER_SECRET_KEY',
  trustProxy: 'HEADWATER_TRUST_PROXY',
  workflowsAllow: 'HEADWATER_WORKFLOWS_ALLOW',
} as const satisfies Record<keyof ServerConfig, string>;

/** Settings given on the command line win over the environment, which wins over the defaults. Throws a TypeError for a bad port. */
export function resolveConfig(
  given: { readonly [Name in keyof ServerConfig]?: ServerConfig[Name] | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): ServerConfig {
  const databaseUrl = given.databaseUrl ?? environment[ENVIRONMENT.databaseUrl];
  const secretKey = given.secretKey ?? environment[ENVIRONMENT.secretKey];
  return {
    port: given.port ?? readPort(environment[ENVIRONMENT.port]),
    host: given.host ?? environment[ENVIRONMENT.host] ?? DEFAULT_HOST,
    dataDir: resolve(given.dataDir ?? environment[ENVIRONMENT.dataDir] ?? join(homedir(), '.headwater')),
    databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
    testOrgs: given.testOrgs ?? environment[ENVIRONMENT.testOrgs] === 'on',
    secretKey: secretKey === '' ? undefined : secretKey,
    trustProxy: given.trustProxy ?? readProxies(environment[ENVIRONMENT.trustProxy]),
    workflowsAllow: given.workflowsAllow ?? readList(environment[ENVIRONMENT.workflowsAllow]),
  };
}

/** Reads a port number; absent means the default. */
export function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TypeError(`"${text}" is no port; use a number from 0 (any free port) to 65535`);
}

function readList(text = ''): readonly string[] {
  return text.split(',').flatMap((entry) => entry.trim() || []);
}

function readProxies(text?: string): boolean | readonly string[] {
  const proxies = readList(text);
  if (proxies.length === 1 && proxies[0] === 'true') return true;
  return proxies.length > 0 ? proxies : false;
}
