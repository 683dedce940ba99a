import type { SchemaOwner } from './schema-owner.ts';

/** Names no custom attribute of users may have, in lower case (import-semantics 1.4). */
const RESERVED_FOR_USERS: ReadonlySet<string> = new Set(
  (
    'id profile status transitioningtostatus created activated statuschanged lastlogin lastupdated passwordchanged type ' +
    'realm realmid password credentials _links _embedded class classloader createdby lastupdatedby orgid activationstatus ' +
    'apistatus logintype initialreconcilecomplete activationdate statuschangeddate apilastupdate passwordexpirationguess ' +
    'passwordexpirationcursor numunlocks changedstatus'
  ).split(' '),
);

/** A profile is a plain object: under these names it would seem to have values that nobody gave it. */
const INHERITED: ReadonlySet<string> = new Set(
  ['prototype', ...Object.getOwnPropertyNames(Object.prototype)].map((name) => name.toLowerCase()),
);

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

/** What is wrong with the name of a new attribute, one sentence or none. */
export function nameProblem(owner: SchemaOwner, name: string): readonly string[] {
  if (!NAME.test(name)) {
    return [`name: "${name}" is no variable name: a letter, then at most 99 letters, digits and underscores`];
  }
  const lower = name.toLowerCase();
  const reserved = INHERITED.has(lower) || (owner === 'user' && RESERVED_FOR_USERS.has(lower));
  return reserved ? [`name: "${name}" is a reserved name; choose another`] : [];
}
