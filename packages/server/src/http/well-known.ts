import { HeadwaterOrg } from '@headwater/protocol';
import Type from 'typebox';
import { describeOrg } from '../orgs/describe-org.ts';
import type { Room } from './room.ts';

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
          summary: 'Retrieve the limits and switches of the org',
          tags: ['Org'],
          response: { 200: HeadwaterOrg },
        },
      },
      async (request) => describeOrg(request.org, version),
    );
  };
}
