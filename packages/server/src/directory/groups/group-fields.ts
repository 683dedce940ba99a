import { GROUP_TYPES } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import { foldText, type SearchField, type SearchFields } from '../search/search-field.ts';

/** The name as lists compare it; the index `groups_folded_name` is about this very expression. */
export const FOLDED_NAME: Sql = foldText(sql`name`);

const FIELDS: ReadonlyMap<string, SearchField> = new Map<string, SearchField>([
  ['id', { kind: 'id' }],
  ['type', { kind: 'choice', column: sql`type`, values: GROUP_TYPES }],
  ['created', { kind: 'instant', column: sql`created` }],
  ['lastupdated', { kind: 'instant', column: sql`last_updated` }],
  ['lastmembershipupdated', { kind: 'instant', column: sql`last_membership_updated` }],
  ['source.id', { kind: 'text', column: sql`source_id`, folded: foldText(sql`source_id`) }],
  ['profile.name', { kind: 'text', column: sql`name`, folded: FOLDED_NAME }],
  ['profile.description', { kind: 'text', column: sql`description`, folded: foldText(sql`description`) }],
]);

/** What can be searched in groups (identity-sources-api 7.4). */
export const GROUP_FIELDS: SearchFields = {
  find: (path) => FIELDS.get(path.toLowerCase()),
  examples: 'id, type, lastUpdated, lastMembershipUpdated, profile.name and the like',
};
