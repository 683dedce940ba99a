import { createHash } from 'node:crypto';
import { ApiError, type IdKind, isId } from '@headwater/protocol';
import { isStorable } from '../../json/storable-text.ts';

/** Where a page ended: the sort key of its last object as text (null without sorting) and that object's id. */
export interface Position {
  readonly key: string | null;
  readonly id: string;
}

/** Names the list a cursor belongs to, so that it is not continued in another one. */
export function listFingerprint(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 10);
}

/** The `after` value for the page behind this position. */
export function encodeCursor(fingerprint: string, position: Position): string {
  return Buffer.from(JSON.stringify([fingerprint, position.id, position.key])).toString('base64url');
}

/** The position of an `after` value. Throws `invalidPaging` (E0000029) for anything but a cursor of the same list of such objects. */
export function decodeCursor(kind: IdKind, fingerprint: string, cursor: string): Position {
  const parts = parse(cursor);
  if (Array.isArray(parts) && parts.length === 3) {
    const [list, id, key] = parts as readonly unknown[];
    const sound =
      typeof id === 'string' && isId(kind, id) && (key === null || (typeof key === 'string' && isStorable(key)));
    if (list === fingerprint && sound) return { id, key };
  }
  throw new ApiError('invalidPaging', { causes: ['Invalid cursor.'] });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
