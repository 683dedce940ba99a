import { ApiError, isId, notFound, type ProfileMapping, SOURCE_APP } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { defaultUserSchemaId } from '../directory/profile-schemas/present-schema.ts';
import { defaultUserTypeId } from '../directory/users/user.ts';
import type { MappingProperties } from './mapping.ts';

/** Which way a mapping goes: from a source's people to users, or back. Nothing goes back: identity sources take no data. */
export type Direction = 'inbound' | 'outbound';

/** A mapping as the Mappings API knows it: every identity source has two (identity-sources-api 7.6). */
export interface MappingEnds {
  readonly id: string;
  readonly sourceId: string;
  readonly direction: Direction;
}

export interface MappingPresentation {
  readonly orgId: string;
  readonly origin: string;
}

/** Ids begin with their time: no stored mapping has this character there before the year 8000. */
const OUTBOUND_MARK = 'z';

/** The id of the mapping of the other direction, which is nowhere stored because nothing is mapped in it. */
function outboundId(inboundId: string): string {
  return `${inboundId.slice(0, 3)}${OUTBOUND_MARK}${inboundId.slice(4)}`;
}

/** All mappings in the order of their ids, the ways back after the others. */
async function allMappings(tx: Transaction): Promise<readonly MappingEnds[]> {
  const rows = await tx.query<{ readonly id: string; readonly sourceId: string }>(
    sql`SELECT id, source_id AS "sourceId" FROM mappings`,
  );
  return rows
    .flatMap(({ id, sourceId }): readonly MappingEnds[] => [
      { id, sourceId, direction: 'inbound' },
      { id: outboundId(id), sourceId, direction: 'outbound' },
    ])
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** One mapping. Throws `notFound`. */
export async function getMappingEnds(tx: Transaction, mappingId: string): Promise<MappingEnds> {
  const found = (await allMappings(tx)).find(({ id }) => id === mappingId);
  if (found === undefined) throw notFound(mappingId, 'ProfileMapping');
  return found;
}

export interface MappingQuery {
  readonly sourceId?: string | undefined;
  readonly targetId?: string | undefined;
  readonly after?: string | undefined;
}

/** One page of the mappings between these ends; an org has two for each source, so all are read. Throws `invalidPaging`. */
export async function listMappings(
  tx: Transaction,
  query: MappingQuery,
  size: number,
  presentation: MappingPresentation,
): Promise<{ readonly mappings: readonly ProfileMapping[]; readonly next: string | null }> {
  const { sourceId, targetId, after } = query;
  if (after !== undefined && !isId('mapping', after)) {
    throw new ApiError('invalidPaging', { causes: ['Invalid cursor.'] });
  }
  const found = (await allMappings(tx))
    .map((ends) => presentMapping(ends, presentation))
    .filter(
      ({ id, source, target }) =>
        (after === undefined || id > after) &&
        (sourceId === undefined || source.id === sourceId) &&
        (targetId === undefined || target.id === targetId),
    );
  const mappings = found.slice(0, size);
  return { mappings, next: found.length > size ? (mappings.at(-1)?.id ?? null) : null };
}

/** A mapping as it goes over the wire; lists leave the properties out. */
export function presentMapping(
  { id, sourceId, direction }: MappingEnds,
  { orgId, origin }: MappingPresentation,
  properties?: MappingProperties,
): ProfileMapping {
  const api = `${origin}/api/v1`;
  const people: ProfileMapping['source'] = {
    id: sourceId,
    name: SOURCE_APP,
    type: 'appuser',
    _links: {
      self: { href: `${api}/apps/${sourceId}` },
      schema: { href: `${api}/meta/schemas/apps/${sourceId}/default` },
    },
  };
  const users: ProfileMapping['target'] = {
    id: defaultUserTypeId(orgId),
    name: 'user',
    type: 'user',
    _links: {
      self: { href: `${api}/meta/types/user/${defaultUserTypeId(orgId)}` },
      schema: { href: `${api}/meta/schemas/user/${defaultUserSchemaId(orgId)}` },
    },
  };
  const [source, target] = direction === 'inbound' ? [people, users] : [users, people];
  return {
    id,
    source,
    target,
    ...(properties === undefined ? {} : { properties: { ...properties } }),
    _links: { self: { href: `${api}/mappings/${id}` } },
  };
}
