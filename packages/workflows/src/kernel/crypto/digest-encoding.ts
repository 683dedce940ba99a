import { CardError } from '../../run/card-error.ts';

/** How bytes are written as text; `binary` is one character a byte. */
export type DigestEncoding = 'base64' | 'hex' | 'binary';

/** The encoding of a name, hexadecimal without one. Throws `invalid_input` for any other. */
export function digestEncoding(name: string): DigestEncoding {
  const plain = name.trim().toLowerCase();
  if (plain === '' || plain === 'hex') return 'hex';
  if (plain === 'base64' || plain === 'binary') return plain;
  throw new CardError(`"${name.slice(0, 40)}" is no form of a digest; use base64, hex or binary`, {
    kind: 'invalid_input',
  });
}
