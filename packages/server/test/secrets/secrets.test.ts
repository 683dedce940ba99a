import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KEY_FILE, openSecrets, readKey } from '../../src/secrets/open-secrets.ts';
import { createSecrets } from '../../src/secrets/secrets.ts';

const KEY = Buffer.alloc(32, 7);
const secrets = createSecrets(KEY);

describe('a secret', () => {
  test('opens for the context that it was sealed for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (bytes, context) => {
        expect(secrets.open(secrets.seal(bytes, context), context)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('opens for no other context', () => {
    const sealed = secrets.seal(Buffer.from('x'), 'connection 1');
    expect(() => secrets.open(sealed, 'connection 2')).toThrow(expect.objectContaining({ code: 'secret_damaged' }));
  });

  test('looks different every time', () => {
    expect(secrets.seal(Buffer.from('x'), 'c')).not.toEqual(secrets.seal(Buffer.from('x'), 'c'));
  });

  test('does not open when one bit of it was changed, or its end is missing', () => {
    const sealed = secrets.seal(Buffer.from('secret'), 'c');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => secrets.open(changed, 'c')).toThrow(/cannot be opened|another key/);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => secrets.open(sealed.subarray(0, length), 'c')).toThrow(
        expect.objectContaining({ code: 'secret_damaged' }),
      );
    }
  });

  test('does not open with another key, and the message says what to do', () => {
    const sealed = createSecrets(Buffer.alloc(32, 8)).seal(Buffer.from('password'), 'connection 1');
    expect(() => secrets.open(sealed, 'connection 1')).toThrow(
      expect.objectContaining({ code: 'secret_key_other', message: expect.stringContaining('HEADWATER_SECRET_KEY') }),
    );
  });
});

describe('the key', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'headwater-secrets-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const config = (more: { readonly secretKey?: string; readonly databaseUrl?: string } = {}) => ({
    dataDir,
    secretKey: undefined,
    databaseUrl: undefined,
    ...more,
  });

  test('is made at the first start, for its owner only, and used again', async () => {
    const sealed = (await openSecrets(config())).seal(Buffer.from('x'), 'c');
    const path = join(dataDir, KEY_FILE);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')).toHaveLength(32);
    expect((await openSecrets(config())).open(sealed, 'c')).toEqual(Buffer.from('x'));
    expect(await readdir(dataDir)).toEqual([KEY_FILE]);
  });

  test('is the same for processes that start together', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => openSecrets(config())));
    const sealed = all[0]?.seal(Buffer.from('x'), 'c') ?? Buffer.alloc(0);
    expect(all.map((each) => each.open(sealed, 'c').toString())).toEqual(Array.from({ length: 8 }, () => 'x'));
  });

  test('in a file that others may read is taken back from them', async () => {
    await openSecrets(config());
    const path = join(dataDir, KEY_FILE);
    await chmod(path, 0o644);
    await openSecrets(config());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('of the environment wins over the file', async () => {
    const given = createSecrets(KEY).seal(Buffer.from('x'), 'c');
    const secretKey = KEY.toString('base64');
    expect((await openSecrets(config({ secretKey }))).open(given, 'c')).toEqual(Buffer.from('x'));
    expect(await readdir(dataDir)).toEqual([]);
  });

  test('of a damaged file is refused, without a word of what is in it', async () => {
    await writeFile(join(dataDir, KEY_FILE), 'hunter2');
    await expect(openSecrets(config())).rejects.toMatchObject({
      code: 'secret_key_invalid',
      message: expect.not.stringContaining('hunter2'),
    });
  });

  test('is not made up for an external database: what needs it says what to set', async () => {
    const without = await openSecrets(config({ databaseUrl: 'postgresql://db/headwater' }));
    const missing = expect.objectContaining({
      code: 'secret_key_missing',
      message: expect.stringContaining('HEADWATER_SECRET_KEY'),
    });
    expect(() => without.seal(Buffer.from('x'), 'c')).toThrow(missing);
    expect(() => without.open(Buffer.from('x'), 'c')).toThrow(missing);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test.each([
    ['base64', KEY.toString('base64')],
    ['base64url', KEY.toString('base64url')],
    ['hexadecimal', KEY.toString('hex')],
    ['base64 with blanks around', ` ${KEY.toString('base64')}\n`],
  ])('is read as %s', (_form, text) => {
    expect(readKey(text, 'KEY')).toEqual(KEY);
  });

  test.each([
    '',
    'short',
    KEY.toString('base64').slice(4),
    `${KEY.toString('hex')}00`,
    'not a key, but forty-four characters long!!!',
  ])('is not read from %j', (text) => {
    expect(() => readKey(text, 'KEY')).toThrow(expect.objectContaining({ code: 'secret_key_invalid' }));
  });
});
