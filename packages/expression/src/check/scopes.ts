import type { Feature } from './features.ts';

export type ScopeName = 'source' | 'user' | 'app' | 'org' | 'idpuser' | 'session' | 'access';

export interface Scope {
  readonly name: ScopeName;
  /** Other spellings. */
  readonly aliases: readonly string[];
  readonly doc: string;
  /** Where it may be read; everywhere when absent. */
  readonly features?: readonly Feature[];
  /** The only attributes, where they are fixed by the language. */
  readonly attributes?: readonly string[];
}

/** Every scope of import-semantics 6.2; `{app}.x` and `{app}_app.x` are whatever other name stands before a dot. */
export const SCOPES: readonly Scope[] = [
  {
    name: 'source',
    aliases: ['appuser', 'appUser'],
    doc: 'attributes of the app user being mapped; a bare name reads the same',
    features: ['mapping', 'username', 'outbound-mapping'],
  },
  {
    name: 'user',
    aliases: [],
    doc: 'attributes of the directory user',
    features: ['outbound-mapping', 'group-rule', 'claim'],
  },
  { name: 'app', aliases: [], doc: 'properties of the app instance', features: ['outbound-mapping'] },
  { name: 'org', aliases: [], doc: 'name and subdomain of the org', attributes: ['name', 'subDomain'] },
  { name: 'idpuser', aliases: [], doc: "the identity provider's profile", features: ['idp-username'] },
  { name: 'session', aliases: [], doc: 'the sign-in session', features: ['claim'], attributes: ['amr'] },
  { name: 'access', aliases: [], doc: 'what was granted', features: ['claim'], attributes: ['scope'] },
];

const BY_SPELLING: ReadonlyMap<string, Scope> = new Map(
  SCOPES.flatMap((scope) => [scope.name, ...scope.aliases].map((spelling) => [spelling, scope] as const)),
);

/** The scope that is spelled so, or undefined. */
export function findScope(spelling: string): Scope | undefined {
  return BY_SPELLING.get(spelling);
}

export type Names = readonly string[] | ReadonlySet<string>;

/** Names that exist, so that a save can refuse the others. What is absent is not checked. */
export interface ScopeNames {
  /** Attributes of the source schema, for `source`, `appuser`, `appUser` and bare names. */
  readonly source?: Names;
  readonly user?: Names;
  readonly app?: Names;
  readonly idpuser?: Names;
  /** Named apps, each with its attributes, or null where they are not known. */
  readonly apps?: Readonly<Record<string, Names | null>>;
  /** Names of linked object relations, for `user.getLinkedObject`. */
  readonly linkedObjects?: Names;
}
