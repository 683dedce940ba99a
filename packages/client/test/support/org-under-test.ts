import { onTestFinished } from 'vitest';
import { connectOrg } from '../../src/http/connect-org.ts';
import type { OrgConnection } from '../../src/http/org-connection.ts';
import { type SessionCalls, sessionCalls } from '../../src/session/session-calls.ts';
import type { Wait } from '../../src/timing.ts';
import { FakeOrg, type FakeOrgOptions } from './fake-org.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

export interface OrgUnderTest {
  readonly fake: FakeOrg;
  readonly org: OrgConnection;
  readonly calls: SessionCalls;
  readonly time: VirtualTime;
  readonly waits: Wait[];
}

/** A running {@link FakeOrg} and a connection to it, both of which end with the test. */
export async function orgUnderTest(options: Omit<FakeOrgOptions, 'clock'> = {}): Promise<OrgUnderTest> {
  const time = virtualTime();
  const fake = await new FakeOrg({ clock: time.clock, ...options }).start();
  const org = connectOrg({ url: fake.url, token: fake.token, timing: time });
  onTestFinished(async () => {
    await org.close();
    await fake.stop();
  });
  const waits: Wait[] = [];
  const calls = sessionCalls({ org, sourceId: fake.sourceId, onWait: (wait) => void waits.push(wait) });
  return { fake, org, calls, time, waits };
}
