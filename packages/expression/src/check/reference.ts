import type { IndexNode, MemberNode } from '../parse/node.ts';
import { findScope, type ScopeName } from './scopes.ts';

/** What bare names read: the context, the element of a projection, or the `group` of a group expression. */
export type Root = 'context' | 'element' | 'group';

/** An attribute of a scope, of a named app's user, or of a named app instance. */
export interface ScopedAttribute {
  readonly kind: 'scope' | 'app' | 'app-instance';
  /** The scope, or the name of the app. */
  readonly owner: ScopeName | (string & {});
  /** As written. */
  readonly spelling: string;
  readonly attribute: string;
}

const INSTANCE_SUFFIX = '_app';

/**
 * Resolves `scope.x`, `scope["x"]`, `{app}.x` and `{app}_app.x` (import-semantics 6.2); null for an attribute of any other
 * value. `source`, `appuser` and `appUser` are one scope.
 */
export function resolveAttribute(node: MemberNode | IndexNode): ScopedAttribute | null {
  if (node.object.kind !== 'name') return null;
  const spelling = node.object.name;
  const scope = findScope(spelling);
  const attribute = node.kind === 'member' ? node.name : node.index.kind === 'text' ? node.index.value : null;
  if (attribute === null) return null;
  if (scope !== undefined) return { kind: 'scope', owner: scope.name, spelling, attribute };
  if (node.kind === 'index') return null;
  if (spelling.endsWith(INSTANCE_SUFFIX) && spelling.length > INSTANCE_SUFFIX.length) {
    return { kind: 'app-instance', owner: spelling.slice(0, -INSTANCE_SUFFIX.length), spelling, attribute };
  }
  return { kind: 'app', owner: spelling, spelling, attribute };
}
