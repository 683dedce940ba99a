import Type, { type Static } from 'typebox';
import { USER_STATUSES } from '../user-status.ts';

const instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const operation = Type.Optional(Type.Object({ href: Type.String(), method: Type.Literal('POST') }));

/** A directory user (identity-sources-api 7.3). `credentials.password` says that there is one; the links, but `self`, what can be done. */
export const User = Type.Object(
  {
    id: Type.String(),
    status: Type.Enum([...USER_STATUSES]),
    created: Type.String({ format: 'date-time' }),
    activated: instant,
    statusChanged: instant,
    lastLogin: instant,
    lastUpdated: Type.String({ format: 'date-time' }),
    passwordChanged: instant,
    type: Type.Object({ id: Type.String() }),
    profile: Type.Record(Type.String(), Type.Unknown()),
    credentials: Type.Object({
      password: Type.Optional(Type.Object({})),
      emails: Type.Array(
        Type.Object({
          value: Type.String(),
          status: Type.Literal('VERIFIED'),
          type: Type.Enum(['PRIMARY', 'SECONDARY']),
        }),
      ),
      provider: Type.Object({ type: Type.String(), name: Type.String() }),
    }),
    _links: Type.Object({
      self: Type.Object({ href: Type.String() }),
      activate: operation,
      reactivate: operation,
      deactivate: operation,
      suspend: operation,
      unsuspend: operation,
      unlock: operation,
      resetPassword: operation,
      expirePassword: operation,
    }),
  },
  { $id: 'User' },
);

export type User = Static<typeof User>;

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** Values of a user's profile as the API takes them; the profile schema says more. */
const profile = Type.Record(Type.String(), Type.Union([scalar, Type.Null(), Type.Array(scalar)]));

/** Only a plain password is taken, and kept as a hash; a recovery question is taken and not kept. */
const credentials = Type.Optional(
  Type.Object({ password: Type.Optional(Type.Object({ value: Type.Optional(Type.String()) })) }),
);

/** Body of the creation of a user (identity-sources-api 7.3). */
export const CreateUserRequest = Type.Object(
  {
    profile,
    credentials,
    groupIds: Type.Optional(Type.Array(Type.String(), { description: 'Groups that the user becomes a member of' })),
    type: Type.Optional(Type.Object({ id: Type.String() })),
  },
  { $id: 'CreateUserRequest' },
);

export type CreateUserRequest = Static<typeof CreateUserRequest>;

/** Body of the change of a user: by POST what it names, by PUT the whole profile. */
export const UpdateUserRequest = Type.Object(
  { profile: Type.Optional(profile), credentials },
  { $id: 'UpdateUserRequest' },
);

export type UpdateUserRequest = Static<typeof UpdateUserRequest>;

/** Answer to an activation that mails nothing. */
export const UserActivation = Type.Object(
  { activationUrl: Type.Optional(Type.String()), activationToken: Type.Optional(Type.String()) },
  { $id: 'UserActivation' },
);

export type UserActivation = Static<typeof UserActivation>;
