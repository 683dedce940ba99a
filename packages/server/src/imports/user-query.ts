import type { UserQuery } from './load-slice.ts';
import type { CompiledBasis } from './plan/basis.ts';
import { isLinked, type Ready } from './plan/prepare.ts';

/** What to look up for these records: who they are linked to, who holds their logins, and who they may match. */
export function userQuery(basis: CompiledBasis, ready: readonly Ready[], ids: readonly string[]): UserQuery {
  const { exactMatchCriteria, allowPartialMatch, matchAttributes } = basis.settings;
  const open = ready.filter(({ sourceUser }) => !isLinked(sourceUser));
  const attribute = exactMatchCriteria === 'ATTRIBUTES' ? matchAttributes[0] : undefined;
  return {
    ids,
    logins: ready.map(({ keys }) => keys.login),
    emails: exactMatchCriteria === 'EMAIL' ? open.flatMap(({ keys }) => keys.email ?? []) : [],
    names: allowPartialMatch ? open.flatMap(({ keys }) => keys.name ?? []) : [],
    attribute:
      attribute === undefined
        ? undefined
        : { name: attribute, values: open.flatMap((record) => text(record, attribute)) },
  };
}

function text({ values }: Ready, attribute: string): readonly string[] {
  const value = values[attribute];
  return value === null || value === undefined
    ? []
    : [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}

/** Just these users. */
export function usersById(ids: readonly string[]): UserQuery {
  return { ids, logins: [], emails: [], names: [], attribute: undefined };
}
