import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesRequest, pathExpression } from '../../src/test-mode/faults/match-request.ts';

const request = {
  method: 'GET',
  path: '/api/v1/identity-sources/0oa1/sessions/aps1',
  operationId: 'getIdentitySourceSession',
  identitySourceId: '0oa1',
};

describe('a fault is for a request', () => {
  test.each([
    {},
    { method: 'GET' },
    { path: '/api/v1/identity-sources/0oa1/sessions/aps1' },
    { path: '/api/v1/identity-sources/*/sessions/*' },
    { path: '/api/v1/**' },
    { path: '/api/*/identity-sources/**' },
    { operationId: 'getIdentitySourceSession' },
    { identitySourceId: '0oa1' },
    { method: 'GET', path: '/**', operationId: 'getIdentitySourceSession', identitySourceId: '0oa1' },
  ])('that has everything it asks for: %j', (match) => {
    expect(matchesRequest(match, request)).toBe(true);
  });

  test.each([
    { method: 'POST' },
    { path: '/api/v1/identity-sources/*/sessions' },
    { path: '/api/v1/identity-sources/*/sessions/aps1/**' },
    { path: '/api/v1/*' },
    { path: '/api/v1/identity.sources/*/sessions/*' },
    { operationId: 'listIdentitySourceSessions' },
    { identitySourceId: '0oa2' },
    { method: 'GET', operationId: 'listUsers' },
  ])('but not for one that lacks something: %j', (match) => {
    expect(matchesRequest(match, request)).toBe(false);
  });
});

test('a path without stars matches itself alone, whatever characters it has', () => {
  const segment = fc.string({ minLength: 1 }).filter((text) => !/[/*\n\r\u2028\u2029]/.test(text));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), segment, (segments, other) => {
      const path = `/${segments.join('/')}`;
      const expression = new RegExp(pathExpression(path));
      expect(expression.test(path)).toBe(true);
      expect(expression.test(`${path}/${other}`)).toBe(false);
    }),
  );
});
