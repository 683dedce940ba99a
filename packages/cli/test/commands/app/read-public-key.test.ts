import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPublicKeys } from '../../../src/commands/app/read-public-key.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-key-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string): Promise<readonly unknown[]> {
  const path = join(folder, 'key');
  await writeFile(path, text);
  return readPublicKeys(path);
}

it('reads a JSON Web Key, a set of them, and a public key as PEM', async () => {
  expect(await read(`\n${JSON.stringify(jwk)}`)).toEqual([jwk]);
  expect(await read(JSON.stringify({ keys: [jwk, jwk] }))).toEqual([jwk, jwk]);
  expect(await read(publicKey.export({ format: 'pem', type: 'spki' }).toString())).toEqual([jwk]);
});

it('refuses private keys in every form', async () => {
  const secret = privateKey.export({ format: 'jwk' });
  const texts = [
    JSON.stringify(secret),
    JSON.stringify({ keys: [jwk, secret] }),
    privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
  ];
  for (const text of texts) await expect(read(text)).rejects.toMatchObject({ facts: { code: 'keyPrivate' } });
});

it('refuses what is no key, and files that are not there', async () => {
  for (const text of ['{"keys": ', 'hello', '']) {
    await expect(read(text)).rejects.toMatchObject({ facts: { code: 'keyInvalid' } });
  }
  await expect(readPublicKeys(join(folder, 'nothing'))).rejects.toMatchObject({ facts: { code: 'fileUnreadable' } });
});
