import { expect, test } from 'vitest';
import { createOrgKeys } from '../../../src/access/oauth/org-keys.ts';
import { SecretError } from '../../../src/secrets/secret-error.ts';
import { createSecrets, type Secrets } from '../../../src/secrets/secrets.ts';
import { startTestServer } from '../../http/test-server.ts';

const refuse = (): never => {
  throw new SecretError('secret_key_missing', 'There is no key');
};
const WITHOUT_KEY: Secrets = { seal: refuse, open: refuse };

test('looking for the key of a made-up token makes none, and opens nothing', async () => {
  const server = await startTestServer();
  try {
    const keys = createOrgKeys({ secrets: WITHOUT_KEY, monotonic: () => 0 });
    expect(await keys.verifier(server.org, 'made-up')).toBeUndefined();
    await expect(keys.signing(server.org)).rejects.toMatchObject({ code: 'secret_key_missing' });
    const { json } = await server.call('GET', '/health', { token: null });
    expect(json).toEqual({ status: 'ok' });
  } finally {
    await server.close();
  }
});

test('a key that another process made is found a second later, without the key that seals', async () => {
  const server = await startTestServer();
  try {
    let now = 0;
    const watching = createOrgKeys({ secrets: WITHOUT_KEY, monotonic: () => now });
    expect(await watching.verifier(server.org, 'made-up')).toBeUndefined();
    const making = createOrgKeys({ secrets: createSecrets(Buffer.alloc(32, 1)), monotonic: () => 0 });
    const kid = (await making.signing(server.org)).jwks[0]?.kid ?? '';
    expect(await watching.verifier(server.org, kid)).toBeUndefined();
    now = 1000;
    expect((await watching.verifier(server.org, kid))?.type).toBe('public');
  } finally {
    await server.close();
  }
});

test('a key that this process made is found at once', async () => {
  const server = await startTestServer();
  try {
    const keys = createOrgKeys({ secrets: createSecrets(Buffer.alloc(32, 1)), monotonic: () => 0 });
    expect(await keys.verifier(server.org, 'made-up')).toBeUndefined();
    const kid = (await keys.signing(server.org)).jwks[0]?.kid ?? '';
    expect((await keys.verifier(server.org, kid))?.type).toBe('public');
  } finally {
    await server.close();
  }
});
