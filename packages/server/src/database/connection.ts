import type pg from 'pg';
import { valueTypes } from './value-types.ts';

/** A server by its parts; `host` is a name, an address, or the absolute path of a directory with a Unix socket. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

/** A server by its URL, as in `DATABASE_URL`. */
export interface ServerUrl {
  readonly connectionString: string;
}

/** Where the database is: plain data, so that it can be handed to worker threads and child processes. */
export type ConnectionOptions = ServerAddress | ServerUrl;

/** The same place as a URL that `psql`, `pg` and `DATABASE_URL` accept. */
export function connectionUrl(options: ConnectionOptions): string {
  if ('connectionString' in options) return options.connectionString;
  const user = encodeURIComponent(options.user);
  const login = options.password === undefined ? user : `${user}:${encodeURIComponent(options.password)}`;
  const database = encodeURIComponent(options.database);
  if (!options.host.startsWith('/')) return `postgresql://${login}@${options.host}:${options.port}/${database}`;
  return `postgresql://${login}@/${database}?host=${encodeURIComponent(options.host)}&port=${options.port}`;
}

/** The same place without its password, for messages and logs. */
export function describeConnection(options: ConnectionOptions): string {
  return connectionUrl(options)
    .replace(/^([a-z]+:\/\/[^:/?#]*):[^/?#]*@/i, '$1:***@')
    .replace(/([?&]password=)[^&]*/gi, '$1***');
}

/** Settings for `pg.Client` and `pg.Pool`, with this project's value types. */
export function clientConfig(options: ConnectionOptions, applicationName: string): pg.ClientConfig {
  const place: pg.ClientConfig = 'connectionString' in options ? options : { ...options };
  return { ...place, application_name: applicationName, keepAlive: true, types: valueTypes };
}
