import Type, { type Static } from 'typebox';

const name = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$',
  description: 'Letters, digits and underscores, no digit first',
});

const LinkedObjectSide = Type.Object({
  name,
  title: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(Type.String({ maxLength: 1024 })),
  type: Type.Literal('USER'),
});

/** Body of the creation of a relation between users. */
export const LinkedObjectRequest = Type.Object(
  { primary: LinkedObjectSide, associated: LinkedObjectSide },
  { $id: 'LinkedObjectRequest' },
);

export type LinkedObjectRequest = Static<typeof LinkedObjectRequest>;

/** A relation between users: one primary (a manager) has many associated (subordinates). */
export const LinkedObject = Type.Object(
  {
    primary: LinkedObjectSide,
    associated: LinkedObjectSide,
    _links: Type.Object({ self: Type.Object({ href: Type.String() }) }),
  },
  { $id: 'LinkedObject' },
);

export type LinkedObject = Static<typeof LinkedObject>;

/** A user at the other end of a relation. */
export const LinkedUser = Type.Object(
  { _links: Type.Object({ self: Type.Object({ href: Type.String() }) }) },
  { $id: 'LinkedUser' },
);

export type LinkedUser = Static<typeof LinkedUser>;
