import { Organization, OrgRateLimits, OrgSettingsBody, OrgSettingsChange } from '@headwater/protocol';
import { actOf } from '../http/act-of.ts';
import { checkedByHandler } from '../http/checked-by-handler.ts';
import type { App, Room } from '../http/room.ts';
import { changeSettings, readSettings } from './change-settings.ts';
import { readOrganization } from './organization.ts';

const SETTINGS = '/api/v1/headwater/org/settings';
const tags = ['Org'];

/** What an org is, and what it has set: limits, rate limits, switches (identity-sources-api 7.9). */
export const orgRoom: Room = (app) => {
  addOrganization(app);
  addSettings(app);
  addRateLimits(app);
};

function addOrganization(app: App): void {
  app.get(
    '/api/v1/org',
    {
      config: { access: 'administer', scope: 'orgs' },
      schema: {
        operationId: 'getOrgSettings',
        summary: 'Retrieve the org',
        tags,
        response: { 200: Organization },
      },
    },
    async (request) => readOrganization(request.org, request.origin),
  );
}

function addSettings(app: App): void {
  app.get(
    SETTINGS,
    {
      config: { access: 'administer', scope: 'headwater' },
      schema: {
        operationId: 'getHeadwaterOrgSettings',
        summary: 'Retrieve what the org has set',
        description: 'What it ends up with, the defaults included, is in `/.well-known/headwater`.',
        tags,
        response: { 200: OrgSettingsBody },
      },
    },
    async (request) => readSettings(request.org),
  );
  app.patch(
    SETTINGS,
    {
      config: { access: 'administer', scope: 'headwater' },
      // Checked by the settings themselves, whose causes name everything that is wrong.
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'changeHeadwaterOrgSettings',
        summary: 'Change what the org has set',
        description: 'What is absent stays; `null` gives the default back, at every depth.',
        tags,
        body: OrgSettingsChange,
        response: { 200: OrgSettingsBody },
      },
    },
    async (request) => changeSettings(request.org, request.body, app.rateLimitBuckets, actOf(request)),
  );
}

function addRateLimits(app: App): void {
  app.get(
    '/api/v1/headwater/org/rate-limits',
    {
      config: { access: 'administer', scope: 'headwater' },
      schema: {
        operationId: 'getHeadwaterRateLimits',
        summary: 'List the buckets with their limits',
        tags,
        response: { 200: OrgRateLimits },
      },
    },
    async ({ org }): Promise<OrgRateLimits> => ({
      tokenSharePercent: org.rateLimits.tokenSharePercent,
      buckets: [...app.rateLimitBuckets].sort().map((bucket) => ({
        bucket,
        requestsPerMinute: org.rateLimits.buckets[bucket] ?? org.limits.requestsPerMinute,
      })),
    }),
  );
}
