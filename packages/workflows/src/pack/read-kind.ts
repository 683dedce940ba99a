import type { CardKind } from './pack.ts';

/**
 * What an address calls: `root:kernel:<module>:<version>:<function>` or
 * `root:channels:http:<connector>:<version>:<action>` (workflows-format 3.1). Null for anything else.
 */
export function readKind(address: string): CardKind | null {
  const parts = address.split(':');
  if (parts.some((part) => part === '')) return null;
  const [root, family, third, fourth, fifth, sixth] = parts;
  if (root !== 'root' || third === undefined || fourth === undefined || fifth === undefined) return null;
  if (family === 'kernel' && parts.length === 5) return { type: 'kernel', name: `${third}:${fifth}` };
  if (family === 'channels' && third === 'http' && sixth !== undefined && parts.length === 6) {
    return { type: 'connector', connector: fourth, version: fifth, action: sixth };
  }
  return null;
}

/** `list:at`, or `okta:createUser` for a connector's card: one name for both, without a version. */
export function kindName(kind: CardKind): string {
  return kind.type === 'kernel' ? kind.name : `${kind.connector}:${kind.action}`;
}
