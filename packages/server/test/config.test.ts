import { expect, test } from 'vitest';
import { resolveConfig, type ServerConfig } from '../src/config.ts';

const resolve = (environment: Readonly<Record<string, string>>): ServerConfig =>
  resolveConfig({}, { HEADWATER_DATA: '/data', ...environment });

test('without settings the server is for this machine only, with a database and a key of its own', () => {
  expect(resolve({})).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: '/data',
    databaseUrl: undefined,
    secretKey: undefined,
    testOrgs: false,
    trustProxy: false,
    workflowsAllow: [],
  });
});

test('settings come from the environment; an empty one is none', () => {
  const environment = {
    HEADWATER_PORT: '0',
    HEADWATER_HOST: '::',
    DATABASE_URL: 'postgresql://db/headwater',
    HEADWATER_SECRET_KEY: 'key',
    HEADWATER_TEST_ORGS: 'on',
    HEADWATER_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8',
    HEADWATER_WORKFLOWS_ALLOW: '127.0.0.1, *.corp.example',
  };
  expect(resolve(environment)).toEqual({
    port: 0,
    host: '::',
    dataDir: '/data',
    databaseUrl: 'postgresql://db/headwater',
    secretKey: 'key',
    testOrgs: true,
    trustProxy: ['127.0.0.1', '10.0.0.0/8'],
    workflowsAllow: ['127.0.0.1', '*.corp.example'],
  });
  const empty = Object.fromEntries(Object.keys(environment).map((name) => [name, '']));
  expect(resolve(empty)).toMatchObject({ port: 8080, databaseUrl: undefined, secretKey: undefined, trustProxy: false });
});

test('every proxy may be believed', () => {
  expect(resolve({ HEADWATER_TRUST_PROXY: 'true' }).trustProxy).toBe(true);
});
