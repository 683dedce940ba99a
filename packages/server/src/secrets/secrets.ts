import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SecretError } from './secret-error.ts';

/**
 * Keeps secrets that must be read again, such as signing keys and credentials of connections, so that the database alone tells
 * nothing. The context says what a secret belongs to (`oauth-key 00o… kid`): sealed for one thing, it does not open for another.
 */
export interface Secrets {
  /** Encrypts. Throws a SecretError `secret_key_missing`. */
  seal(bytes: Uint8Array, context: string): Buffer;
  /** Decrypts what `seal` gave for the same context. Throws a SecretError. */
  open(sealed: Uint8Array, context: string): Buffer;
}

export const SECRET_KEY_BYTES = 32;

const VERSION = 1;
const MARK_BYTES = 4;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + MARK_BYTES + SALT_BYTES + NONCE_BYTES;

/**
 * {@link Secrets} with one key of 32 bytes: AES-256-GCM with the context as additional data, under a key of its own for every secret,
 * derived with a fresh salt (HKDF-SHA-256), so that no number of secrets wears the key out. Laid out as version (1 byte), mark
 * of the key (4), salt (16), nonce (12), ciphertext, tag (16).
 */
export function createSecrets(key: Buffer): Secrets {
  if (key.length !== SECRET_KEY_BYTES) throw new TypeError(`The key has ${key.length} bytes instead of 32`);
  const mark = Buffer.from(hkdfSync('sha256', key, '', 'headwater mark of the key', MARK_BYTES));
  const keyOf = (salt: Uint8Array) => Buffer.from(hkdfSync('sha256', key, salt, 'headwater secret', SECRET_KEY_BYTES));
  return {
    seal(bytes, context) {
      const salt = randomBytes(SALT_BYTES);
      const nonce = randomBytes(NONCE_BYTES);
      const head = Buffer.concat([Buffer.of(VERSION), mark, salt, nonce]);
      const cipher = createCipheriv('aes-256-gcm', keyOf(salt), nonce).setAAD(associated(head, context));
      return Buffer.concat([head, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) throw damaged(context);
      const head = bytes.subarray(0, HEAD_BYTES);
      if (!head.subarray(1, 1 + MARK_BYTES).equals(mark)) throw otherKey(context);
      const salt = head.subarray(1 + MARK_BYTES, HEAD_BYTES - NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keyOf(salt), head.subarray(-NONCE_BYTES))
        .setAAD(associated(head, context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch (cause) {
        throw damaged(context, cause);
      }
    },
  };
}

function associated(head: Buffer, context: string): Buffer {
  return Buffer.concat([head, Buffer.from(context)]);
}

function damaged(context: string, cause?: unknown): SecretError {
  return new SecretError(
    'secret_damaged',
    `The secret "${context}" cannot be opened: it was changed after it was sealed, or belongs to something else; store it anew`,
    { cause },
  );
}

function otherKey(context: string): SecretError {
  return new SecretError(
    'secret_key_other',
    `The secret "${context}" was sealed with another key: give this server the HEADWATER_SECRET_KEY, or the key file, of the server that sealed it`,
  );
}
