import { describe, expect, it } from 'vitest';
import { discoverOrg } from '../../src/limits/discover-org.ts';
import { orgUnderTest } from '../support/org-under-test.ts';

const OKTA = {
  kind: 'okta',
  limits: { bulkMaxItems: 200, bulkMaxBytes: 180_000, sessionMaxBulkRequests: 50, createCooldownSeconds: 300 },
};

describe('the limits of an org', () => {
  it('are what it tells', async () => {
    const limits = {
      bulkMaxItems: 5000,
      bulkMaxBytes: 8_388_608,
      sessionMaxBulkRequests: 100_000,
      createCooldownSeconds: 0,
    };
    const { org } = await orgUnderTest({ tellsLimits: { ...limits, tokenIdleDays: 30 } });
    expect(await discoverOrg(org)).toEqual({ kind: 'headwater', limits });
  });

  it('are the assumed ones where it tells nonsense', async () => {
    const { org } = await orgUnderTest({
      tellsLimits: { bulkMaxItems: 0, bulkMaxBytes: 'many', createCooldownSeconds: 5 },
    });
    expect(await discoverOrg(org)).toEqual({ kind: 'headwater', limits: { ...OKTA.limits, createCooldownSeconds: 5 } });
  });

  it.each([401, 403, 404, 405])("are Okta's where it answers %i", async (status) => {
    const { fake, org } = await orgUnderTest();
    fake.arm({ on: /well-known/, act: { kind: 'answer', status } });
    expect(await discoverOrg(org)).toEqual(OKTA);
  });

  it("are Okta's where it answers a web page", async () => {
    const { fake, org } = await orgUnderTest();
    fake.arm({ on: /well-known/, act: { kind: 'answer', status: 200, body: '<!doctype html>' } });
    expect(await discoverOrg(org)).toEqual(OKTA);
  });

  it('are unknown where it does not work', async () => {
    const { fake, org } = await orgUnderTest();
    fake.arm({ on: /well-known/, times: 99, act: { kind: 'answer', status: 503 } });
    await expect(discoverOrg(org)).rejects.toMatchObject({ status: 503 });
  });
});
