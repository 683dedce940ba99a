import { LIMITS_PROFILES } from '@headwater/protocol';
import Type from 'typebox';
import type { Room } from './room.ts';

const limitNames = Object.keys(LIMITS_PROFILES.okta);

/** What an org says of its limits: the client's `discover` reads it. */
const HeadwaterOrg = Type.Object(
  {
    product: Type.Literal('headwater'),
    version: Type.String(),
    limitsProfile: Type.Enum(['okta', 'open']),
    limits: Type.Object(Object.fromEntries(limitNames.map((name) => [name, Type.Number({ minimum: 0 })]))),
  },
  { $id: 'HeadwaterOrg' },
);

const OktaOrganization = Type.Object(
  {
    id: Type.String(),
    cell: Type.String(),
    _links: Type.Object({ organization: Type.Object({ href: Type.String() }) }),
    pipeline: Type.Literal('idx'),
    settings: Type.Record(Type.String(), Type.Boolean()),
  },
  { $id: 'OktaOrganization' },
);

/** The two documents by which a client learns where it is, without a token (identity-sources-api 7.9). */
export function wellKnownRoom(version: string): Room {
  return (app) => {
    app.get(
      '/.well-known/okta-organization',
      {
        config: { access: 'public' },
        schema: {
          operationId: 'getWellKnownOrgMetadata',
          summary: 'Retrieve the org metadata',
          tags: ['Org'],
          response: { 200: OktaOrganization },
        },
      },
      async (request) => ({
        id: request.org.id,
        cell: 'headwater',
        _links: { organization: { href: request.origin } },
        pipeline: 'idx',
        settings: {
          analyticsCollectionEnabled: false,
          bugReportingEnabled: false,
          omEnabled: false,
          pssoEnabled: false,
          desktopMFAEnabled: false,
          itpEnabled: false,
        },
      }),
    );
    app.get(
      '/.well-known/headwater',
      {
        config: { access: 'public' },
        schema: {
          operationId: 'getWellKnownHeadwater',
          summary: 'Retrieve the limits of the org',
          tags: ['Org'],
          response: { 200: HeadwaterOrg },
        },
      },
      async (request) => ({
        product: 'headwater',
        version,
        limitsProfile: request.org.limitsProfile,
        limits: request.org.limits,
      }),
    );
  };
}
