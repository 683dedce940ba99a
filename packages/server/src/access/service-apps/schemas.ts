import Type from 'typebox';

const Time = Type.String({ format: 'date-time' });
const Link = Type.Object({ href: Type.String() });

export const NewGrant = Type.Object({
  scopeId: Type.String({ description: 'Such as `okta.identitySources.manage`' }),
  issuer: Type.String({ description: 'The address of the org' }),
});

export const GrantBody = Type.Object(
  {
    id: Type.String(),
    status: Type.Literal('ACTIVE'),
    created: Time,
    createdBy: Type.Object({ id: Type.String(), type: Type.String() }),
    lastUpdated: Time,
    issuer: Type.String(),
    clientId: Type.String(),
    scopeId: Type.String(),
    source: Type.Literal('ADMIN'),
    _links: Type.Object({ app: Link, client: Link, self: Link }),
  },
  { $id: 'OAuth2ScopeConsentGrant' },
);

export const AppKeyBody = Type.Object(
  {
    id: Type.String(),
    kid: Type.String(),
    kty: Type.Enum(['RSA', 'EC']),
    use: Type.Literal('sig'),
    alg: Type.Optional(Type.String()),
    n: Type.Optional(Type.String()),
    e: Type.Optional(Type.String()),
    crv: Type.Optional(Type.String()),
    x: Type.Optional(Type.String()),
    y: Type.Optional(Type.String()),
    status: Type.Literal('ACTIVE'),
    created: Time,
    lastUpdated: Time,
    _links: Type.Object({ delete: Link }),
  },
  { $id: 'OAuth2ClientJsonWebKey' },
);

export const NewRole = Type.Object({ type: Type.String({ description: '`SUPER_ADMIN`' }) });

export const RoleBody = Type.Object(
  {
    id: Type.String(),
    label: Type.String(),
    type: Type.Literal('SUPER_ADMIN'),
    status: Type.Literal('ACTIVE'),
    created: Time,
    lastUpdated: Time,
    assignmentType: Type.Literal('CLIENT'),
    _links: Type.Object({ assignee: Link }),
  },
  { $id: 'StandardRole' },
);
