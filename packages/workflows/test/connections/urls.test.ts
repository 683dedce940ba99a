import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { CONNECTION_KINDS, type Connection } from '../../src/connections/connection-kinds.ts';
import { resolveUrl } from '../../src/connections/resolve-url.ts';
import { rewriteHost } from '../../src/connections/rewrite-host.ts';

const ORG: Connection = {
  id: 'c',
  kind: 'okta',
  settings: { baseUrl: 'https://example.okta.test' },
  secret: { token: 't' },
};
const api = (settings: { baseUrl?: string; origins?: string[] }): Connection => ({
  id: 'c',
  kind: 'basic',
  settings: { ...settings, username: 'u' },
  secret: { password: 'p' },
});

describe('the URL of a request with a connection', () => {
  test('is a path of the org, kept as it is written', () => {
    expect(resolveUrl(ORG, "/api/v1/users/a%40b?q='x'&$f=1")).toBe(
      "https://example.okta.test/api/v1/users/a%40b?q='x'&$f=1",
    );
  });

  test.each([
    '//evil.example/x',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'https://evil.example/',
    'https://example.okta.test/api',
    'https://example.okta.test@evil.example/',
    '@evil.example/',
    '.evil.example/',
    ':80/x',
    'api/v1/users',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '',
  ])('does not leave the org for %j', (url) => {
    expect(() => resolveUrl(ORG, url)).toThrow(expect.objectContaining({ facts: { kind: 'invalid_input' } }));
  });

  test('is resolved behind the path of a base URL', () => {
    const connection = api({ baseUrl: 'https://h.example/api/' });
    expect(resolveUrl(connection, '/v1?x=1')).toBe('https://h.example/api/v1?x=1');
    expect(() => resolveUrl(api({}), '/v1')).toThrow('"/v1" is a path, and the connection has no base URL');
  });

  test('keeps credentials to the origins of the connection', () => {
    const connection = api({ origins: ['https://api.example'] });
    expect(resolveUrl(connection, 'https://API.example:443/x')).toBe('https://API.example:443/x');
    for (const url of ['http://api.example/x', 'https://api.example.evil/x', 'https://api.example:8443/x']) {
      expect(() => resolveUrl(connection, url)).toThrow("The connection's credentials may not go to");
    }
    expect(resolveUrl(api({}), 'http://any.example/x')).toBe('http://any.example/x');
  });

  test.each([
    'https://a:b@h.example/',
    'https://@h.example/',
    'https:h.example@evil.example/',
    'ftp://h.example/',
    'https://h.example/a b',
  ])('is not %s', (url) => {
    expect(() => resolveUrl(api({}), url)).toThrow();
  });
});

describe('another address for a host', () => {
  const hosts = {
    'https://graph.microsoft.com': 'http://127.0.0.1:4000',
    'https://graph.microsoft.com/beta/': 'http://127.0.0.1:5000/mock/',
    'https://Login.microsoftonline.com:443': 'http://127.0.0.1:6000/login',
  };

  test.each([
    ['https://graph.microsoft.com/v1.0/users?$top=2&x=a%20b', 'http://127.0.0.1:4000/v1.0/users?$top=2&x=a%20b'],
    ['https://GRAPH.microsoft.com:443/v1.0', 'http://127.0.0.1:4000/v1.0'],
    ['https://graph.microsoft.com', 'http://127.0.0.1:4000'],
    ['https://graph.microsoft.com?x', 'http://127.0.0.1:4000?x'],
    ['https://graph.microsoft.com/beta/users?q=1', 'http://127.0.0.1:5000/mock/users?q=1'],
    ['https://graph.microsoft.com/beta', 'http://127.0.0.1:5000/mock'],
    ['https://graph.microsoft.com/betamax', 'http://127.0.0.1:4000/betamax'],
    ['https://login.microsoftonline.com/T/token', 'http://127.0.0.1:6000/login/T/token'],
    ['http://graph.microsoft.com/x', 'http://graph.microsoft.com/x'],
    ['https://graph.microsoft.com.evil/x', 'https://graph.microsoft.com.evil/x'],
    ['https://graph.microsoft.com@evil/x', 'https://graph.microsoft.com@evil/x'],
    ['https://graph.microsoft.com:8443/x', 'https://graph.microsoft.com:8443/x'],
    ['/api/v1/users', '/api/v1/users'],
  ])('%s is %s', (url, expected) => {
    expect(rewriteHost(url, hosts)).toBe(expected);
  });
});

describe('settings of connections', () => {
  test.each([
    ['okta', { baseUrl: 'https://example.okta.com' }, { token: 't' }],
    ['header', { headerName: 'X-Api-Key', origins: ['https://api.example'] }, { headerValue: 'k' }],
    ['oauth-client', oauthSettings(), { clientSecret: 's' }],
    ['basic', { username: 'u' }, { password: '' }],
    ['none', {}, {}],
  ] as const)('of kind %s are taken', (kind, settings, secret) => {
    const { settings: shape, secret: secretShape } = CONNECTION_KINDS[kind];
    expect([Value.Check(shape, settings), Value.Check(secretShape, secret)]).toEqual([true, true]);
  });

  test.each([
    ['okta', { baseUrl: 'https://example.okta.com/path' }],
    ['okta', { baseUrl: 'https://u@example.okta.com' }],
    ['okta', {}],
    ['okta', { baseUrl: 'https://example.okta.com', token: 'not here' }],
    ['header', { headerName: 'a b' }],
    ['oauth-client', { clientId: 'x', tokenUrl: 'ftp://x' }],
  ] as const)('of kind %s are refused: %j', (kind, settings) => {
    expect(Value.Check(CONNECTION_KINDS[kind].settings, settings)).toBe(false);
  });
});

function oauthSettings() {
  return { tokenUrl: 'https://login.example/T/token?a=b', clientId: 'id', scope: 'a b', clientAuthentication: 'body' };
}
