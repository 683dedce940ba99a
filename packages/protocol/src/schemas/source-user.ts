import Type, { type Static } from 'typebox';
import { EXTERNAL_ID_LENGTH } from '../limits.ts';

const externalId = Type.String({ minLength: 1, maxLength: EXTERNAL_ID_LENGTH.user });

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** A profile of the calls for single users: any attribute of the source's schema, `userName` and `email` with a value. */
const RequiredProfile = Type.Intersect([
  Type.Object({ userName: Type.String(), email: Type.String() }),
  Type.Record(Type.String(), scalar),
]);

/** Body of the creation of a single user (identity-sources-api 2.15). */
export const SourceUserRequest = Type.Object({ externalId, profile: RequiredProfile }, { $id: 'SourceUserRequest' });

/** Body of the replacement and the update of a single user; an external id must be that of the path. */
export const SourceUserUpdateRequest = Type.Object(
  { externalId: Type.Optional(externalId), profile: RequiredProfile },
  { $id: 'SourceUserUpdateRequest' },
);

/** A person as one identity source knows them (identity-sources-api 2.15). Values are text, whatever the type of the attribute. */
export const SourceUser = Type.Object(
  {
    id: Type.String({ description: '0ua… id of the person in the identity source' }),
    externalId: Type.String(),
    created: Type.String({ format: 'date-time' }),
    lastUpdated: Type.String({ format: 'date-time' }),
    profile: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
      description: 'Every attribute of the schema of the source; null without a value',
    }),
  },
  { $id: 'SourceUser' },
);

export type SourceUser = Static<typeof SourceUser>;
