import { describe, expect, test } from 'vitest';
import { type ConnectionOptions, connectionUrl, describeConnection } from '../../src/database/connection.ts';

const byParts: ConnectionOptions = {
  host: 'db.example',
  port: 5433,
  user: 'head:water',
  database: 'a/b',
  password: 'p@ss',
};
const bySocket: ConnectionOptions = { host: '/run/my pg', port: 5432, user: 'headwater', database: 'postgres' };

describe('connectionUrl', () => {
  test.each<[string, ConnectionOptions, string]>([
    ['a server by its parts', byParts, 'postgresql://head%3Awater:p%40ss@db.example:5433/a%2Fb'],
    ['a socket', bySocket, 'postgresql://headwater@/postgres?host=%2Frun%2Fmy%20pg&port=5432'],
    ['a URL, as it is', { connectionString: 'postgres://x/y?ssl=1' }, 'postgres://x/y?ssl=1'],
  ])('gives %s', (_what, options, url) => {
    expect(connectionUrl(options)).toBe(url);
  });
});

test.each<[ConnectionOptions, string]>([
  [byParts, 'postgresql://head%3Awater:***@db.example:5433/a%2Fb'],
  [{ connectionString: 'postgres://me:secret@host/db' }, 'postgres://me:***@host/db'],
  [{ connectionString: 'postgres://me:se:cr@et@host/db' }, 'postgres://me:***@host/db'],
  [{ connectionString: 'postgres://host/db?user=me&password=secret' }, 'postgres://host/db?user=me&password=***'],
  [{ connectionString: 'postgres://me@host/db' }, 'postgres://me@host/db'],
])('a description shows no password', (options, description) => {
  expect(describeConnection(options)).toBe(description);
});
