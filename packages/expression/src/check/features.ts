/** The kinds of expression, each with its own rules of what may be used (import-semantics 6.2, 6.3). */
export const FEATURES = {
  mapping: 'attribute mappings into the directory',
  'outbound-mapping': 'attribute mappings into an app',
  username: 'username formats',
  'group-rule': 'group rules',
  'idp-username': 'usernames from an identity provider',
  claim: 'token claims',
} as const;

export type Feature = keyof typeof FEATURES;

/** Group rules take only `String.*`, `Arrays.*` and `user.*` (import-semantics 6.3); every other function is limited to these. */
export const OUTSIDE_GROUP_RULES: readonly Feature[] = [
  'mapping',
  'outbound-mapping',
  'username',
  'idp-username',
  'claim',
];
