import { notFound, type Organization } from '@headwater/protocol';
import sql, { raw } from 'sql-template-tag';
import { platformSchema } from '../database/org-name.ts';
import type { Org } from './org.ts';

/** What Okta's org links to; the paths are Okta's, and not all of them are served here. */
const LINKS = {
  preferences: 'org/preferences',
  uploadLogo: 'org/logo',
  oktaCommunication: 'org/privacy/oktaCommunication',
  logo: 'org/logo',
  oktaSupport: 'org/privacy/oktaSupport',
  contacts: 'org/contacts',
} as const;

/** The org in Okta's form. `origin` is where it is reached. Throws `notFound`. */
export async function readOrganization(org: Org, origin: string): Promise<Organization> {
  const [row] = await org.read((tx) =>
    tx.query<{ readonly created: Date; readonly lastUpdated: Date }>(sql`
      SELECT created, last_updated AS "lastUpdated" FROM ${raw(`${platformSchema}.orgs`)} WHERE name = ${org.name}`),
  );
  if (row === undefined) throw notFound(org.name, 'Organization');
  return {
    id: org.id,
    subdomain: org.name,
    companyName: org.name,
    status: 'ACTIVE',
    expiresAt: null,
    created: row.created.toISOString(),
    lastUpdated: row.lastUpdated.toISOString(),
    website: null,
    phoneNumber: null,
    endUserSupportHelpURL: null,
    supportPhoneNumber: null,
    address1: null,
    address2: null,
    city: null,
    state: null,
    country: null,
    postalCode: null,
    _links: Object.fromEntries(
      Object.entries(LINKS).map(([name, path]) => [name, { href: `${origin}/api/v1/${path}` }]),
    ),
  };
}
