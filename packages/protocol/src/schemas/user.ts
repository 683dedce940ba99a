import Type, { type Static } from 'typebox';
import { USER_STATUSES } from '../user-status.ts';

const instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

/** A directory user (identity-sources-api 7.3). */
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
      provider: Type.Object({ type: Type.String(), name: Type.String() }),
    }),
    _links: Type.Object({ self: Type.Object({ href: Type.String() }) }),
  },
  { $id: 'User' },
);

export type User = Static<typeof User>;
