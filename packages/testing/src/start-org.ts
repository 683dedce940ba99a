import type { Choices, IdentitySourceSettings, Limits, LimitsProfile, RateLimitRules } from '@headwater/protocol';
import type { MadeTestOrg } from '@headwater/server';
import { connectControl } from './control.ts';
import { sharedServer } from './shared-server.ts';
import type { TestServer } from './start-server.ts';
import { openTestOrg, type TestOrg } from './test-org.ts';

/** What an org is to be like; nothing need be said. */
export interface StartOrgOptions {
  /** A server that allows test orgs (`headwater start --test-orgs`). Default: that of `HEADWATER_URL` and `HEADWATER_TOKEN`, or one of this process. */
  readonly server?: TestServer;
  /** 1 to 41 of a-z, 0-9 and _, beginning with a letter. Default: one that no other org has. */
  readonly name?: string;
  /** What the ids of objects follow from: the same seed and the same requests give the same ids. Default: chance. */
  readonly seed?: string;
  /** Default `okta`: the limits of the real service. */
  readonly limitsProfile?: LimitsProfile;
  /** Single limits on top of the profile: `{ createCooldownSeconds: 0 }`. */
  readonly limits?: Partial<Limits>;
  /** Requests per minute of single buckets, and the share of a token. */
  readonly rateLimits?: Partial<RateLimitRules>;
  /** Answers to questions on which the documentation is silent or contradicts itself (docs/reference/ambiguities.md). */
  readonly choices?: Partial<Choices>;
  /** Identity sources. Default: one, `People`. Each imports without asking, unless its settings say otherwise. */
  readonly sources?: readonly { readonly label: string; readonly settings?: Partial<IdentitySourceSettings> }[];
}

const ORGS = '/api/v1/headwater/orgs';

/**
 * Makes an org for a test: empty, in test mode, with an administrator, a token and an identity source. The first call of a process starts a
 * server (two seconds); every org after that takes a fraction of one. Close it at the end of the test, or let `await using` do so.
 * Throws a TestingError.
 *
 * @example
 * const org = await startOrg();
 * const client = new MyClient({ url: org.url, token: org.token, sourceId: org.sourceId });
 * await client.sync(people);
 * await org.waitForImports();
 * assert.equal((await org.people()).length, people.length);
 * await org.close();
 */
export async function startOrg(options: StartOrgOptions = {}): Promise<TestOrg> {
  const { server = await sharedServer(), sources = [{ label: 'People' }], ...org } = options;
  const url = server.url.replace(/\/+$/, '');
  const orgs = connectControl(url, server.token);
  const made = await orgs.call<MadeTestOrg>('POST', ORGS, { ...org, sources });
  return openTestOrg({ ...made, url: `${url}/o/${made.name}` }, () => orgs.call('DELETE', `${ORGS}/${made.name}`));
}
