import Type, { type Static } from 'typebox';
import { EXTERNAL_ID_LENGTH } from '../limits.ts';

const externalId = Type.String({ minLength: 1, maxLength: EXTERNAL_ID_LENGTH.user });

/** What a profile of an upload may hold: scalars; arrays and objects are refused (identity-sources-api 5). */
const UploadedProfile = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
);

/** Body of bulk-upsert (identity-sources-api 2.6). The number of items is a limit of the org, checked apart. */
export const BulkUpsertRequest = Type.Object(
  {
    entityType: Type.Optional(Type.Literal('USERS')),
    profiles: Type.Array(Type.Object({ externalId, profile: UploadedProfile }), { minItems: 1 }),
  },
  { $id: 'BulkUpsertRequest' },
);

export type BulkUpsertRequest = Static<typeof BulkUpsertRequest>;

/** Body of bulk-delete (identity-sources-api 2.7). */
export const BulkDeleteRequest = Type.Object(
  {
    entityType: Type.Optional(Type.Literal('USERS')),
    profiles: Type.Array(Type.Object({ externalId }), { minItems: 1 }),
  },
  { $id: 'BulkDeleteRequest' },
);

export type BulkDeleteRequest = Static<typeof BulkDeleteRequest>;
