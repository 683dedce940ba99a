import { isId } from '@headwater/protocol';
import { filterError } from '../scim-filter/filter-error.ts';
import type { FilterNode } from '../scim-filter/filter-node.ts';
import { parseFilter } from '../scim-filter/parse-filter.ts';

/** What a filter of apps can ask for. */
export interface AppFacts {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** A parsed filter of `GET /api/v1/apps`. */
export interface AppFilter {
  /** Ids of the users that it names by `user.id`. */
  readonly userIds: readonly string[];
  /** @param appsOf ids of the apps of a user */
  matches(app: AppFacts, appsOf: (userId: string) => ReadonlySet<string>): boolean;
}

const ATTRIBUTES = ['id', 'status', 'name', 'user.id', 'group.id'] as const;

/**
 * Parses `id`, `status`, `name`, `user.id` and `group.id` with `eq`, joined by `and`, `or` and `not` (identity-sources-api 7.1).
 * No app has groups assigned to it, so `group.id` finds none. Throws `invalidSearch`.
 */
export function readAppFilter(text: string): AppFilter {
  const node = parseFilter(text);
  const userIds: string[] = [];
  check(node, userIds);
  return { userIds, matches: (app, appsOf) => holds(node, app, appsOf) };
}

function check(node: FilterNode, userIds: string[]): void {
  switch (node.kind) {
    case 'and':
    case 'or':
      check(node.left, userIds);
      check(node.right, userIds);
      return;
    case 'not':
      check(node.operand, userIds);
      return;
    case 'present':
      throw filterError(node.offset, `${node.attribute} can be compared by eq only`);
    case 'compare':
      if (!ATTRIBUTES.some((name) => name === node.attribute)) {
        throw filterError(node.offset, `apps are found by ${ATTRIBUTES.join(', ')}, not by ${node.attribute}`);
      }
      if (node.operator !== 'eq') throw filterError(node.offset, `${node.attribute} can be compared by eq only`);
      if (node.attribute === 'user.id' && typeof node.value === 'string' && isId('user', node.value)) {
        userIds.push(node.value);
      }
  }
}

function holds(node: FilterNode, app: AppFacts, appsOf: (userId: string) => ReadonlySet<string>): boolean {
  switch (node.kind) {
    case 'and':
      return holds(node.left, app, appsOf) && holds(node.right, app, appsOf);
    case 'or':
      return holds(node.left, app, appsOf) || holds(node.right, app, appsOf);
    case 'not':
      return !holds(node.operand, app, appsOf);
    case 'present':
      return false;
    case 'compare':
      switch (node.attribute) {
        case 'id':
          return app.id === node.value;
        case 'name':
          return app.name === node.value;
        case 'status':
          return app.status === node.value;
        case 'user.id':
          return appsOf(String(node.value)).has(app.id);
        default:
          return false;
      }
  }
}
