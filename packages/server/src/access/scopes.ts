/**
 * What an OAuth 2.0 access token must be granted: `okta.<family>.read` for routes that read, by their method or their access,
 * `okta.<family>.manage` for the others; `manage` includes `read` (identity-sources-api 1, 7). The last is our own, for what the
 * other service does not have.
 */
const SCOPE_FAMILIES = [
  'identitySources',
  'apps',
  'users',
  'groups',
  'schemas',
  'profileMappings',
  'linkedObjects',
  'apiTokens',
  'appGrants',
  'clients',
  'roles',
  'orgs',
  'logs',
  'headwater',
] as const;

export type ScopeFamily = (typeof SCOPE_FAMILIES)[number];

type Action = 'read' | 'manage';

/** Every scope that can be granted, such as `okta.identitySources.manage` and `headwater.read`. The log can only be read. */
export const SCOPES: readonly string[] = SCOPE_FAMILIES.flatMap((family) =>
  family === 'logs' ? [scopeOf(family, 'read')] : [scopeOf(family, 'read'), scopeOf(family, 'manage')],
);

/** Whether granted scopes hold the one that is required: itself, or `manage` for `read`. */
export function holdsScope(granted: ReadonlySet<string>, required: string): boolean {
  return granted.has(required) || granted.has(required.replace(/\.read$/, '.manage'));
}

/** The scope of a family that allows reading, or everything. */
export function scopeOf(family: ScopeFamily, action: Action): string {
  return family === 'headwater' ? `headwater.${action}` : `okta.${family}.${action}`;
}
