import { expect, test } from 'vitest';
import { redactBody } from '../../src/test-mode/recording/redact-body.ts';

test.each([
  [
    'createUser',
    '{"credentials":{"password" : {"value": "a\\"b"}}}',
    '{"credentials":{"password" : {"value": "[redacted]"}}}',
  ],
  ['updateUser', '{"credentials":{"password":{"value":"cut of', '{"credentials":{"password":{"value":"[redacted]"'],
  ['createApiToken', '{"id":"00T1","token":"00secret"}', '{"id":"00T1","token":"[redacted]"}'],
  [
    'requestAccessToken',
    'grant_type=x&client_assertion=a.b.c&scope=s',
    'grant_type=x&client_assertion=[redacted]&scope=s',
  ],
  ['requestAccessToken', '{"access_token":"a.b.c","scope":"s"}', '{"access_token":"[redacted]","scope":"s"}'],
  ['addJwk', '{"kty":"RSA","d":"secret","n":"public"}', '{"kty":"RSA","d":"[redacted]","n":"public"}'],
  ['createFlowConnection', '{"secret":{"token" : "t\\"x"}}', '{"secret":{"token" : "[redacted]"}}'],
  ['updateFlowConnection', '{"secret":{"password":"cut of', '{"secret":{"password":"[redacted]"'],
  ['rotateFlowClientToken', '{"clientToken":"ab12","created":"x"}', '{"clientToken":"[redacted]","created":"x"}'],
])('of %s nothing secret is kept of %s', (operationId, body, kept) => {
  expect(redactBody(operationId, body)).toBe(kept);
});

test('other bodies are kept as they are', () => {
  const body = '{"profiles":[{"externalId":"1","profile":{"token":"x","d":"y"}}]}';
  expect([
    redactBody('uploadIdentitySourceDataForUpsert', body),
    redactBody(undefined, body),
    redactBody('x', null),
  ]).toEqual([body, body, null]);
});
