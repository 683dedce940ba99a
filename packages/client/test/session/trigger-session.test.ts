import { describe, expect, it } from 'vitest';
import { cancelSession } from '../../src/session/cancel-session.ts';
import { triggerSession } from '../../src/session/trigger-session.ts';
import { watchSession } from '../../src/session/watch-session.ts';
import type { FakeOrgOptions } from '../support/fake-org.ts';
import { orgUnderTest } from '../support/org-under-test.ts';

async function loaded(options: Omit<FakeOrgOptions, 'clock'> = {}) {
  const parts = await orgUnderTest(options);
  const { id } = await parts.calls.create();
  const body = JSON.stringify({
    entityType: 'USERS',
    profiles: [{ externalId: 'ann', profile: { firstName: 'Ann' } }],
  });
  await parts.calls.load(id, { operation: 'bulk-upsert', body });
  return { ...parts, id };
}

describe('starting the import', () => {
  it.each(['object', 'array', 'empty'] as const)('accepts an answer that is an %s', async (startAnswer) => {
    const { fake, calls, id } = await loaded({ startAnswer });
    expect(await triggerSession(calls, id)).toBe('triggered');
    expect(fake.sessions[0]?.status).toBe('TRIGGERED');
  });

  it('whose answer got lost after it worked is not repeated', async () => {
    const { fake, calls, id } = await loaded();
    fake.arm({ on: /start-import$/, act: { kind: 'drop', executed: true } });
    expect(await triggerSession(calls, id)).toBe('triggered');
    expect(fake.log().filter((line) => line.endsWith('start-import'))).toHaveLength(1);
  });

  it.each([
    ['a dropped connection', { kind: 'drop', executed: false }],
    ['a 500', { kind: 'answer', status: 500 }],
    ['a 400 about nothing', { kind: 'answer', status: 400 }],
  ] as const)('is repeated after %s that left the session as it was', async (_, act) => {
    const { fake, calls, id } = await loaded();
    fake.arm({ on: /start-import$/, times: 2, act });
    expect(await triggerSession(calls, id)).toBe('triggered');
    expect(fake.log().filter((line) => line.endsWith('start-import'))).toHaveLength(3);
  });

  it('of an empty session is not tried; the session is cancelled', async () => {
    const { fake, calls } = await orgUnderTest();
    const { id } = await calls.create();
    expect(await triggerSession(calls, id)).toBe('empty');
    expect(fake.sessions[0]?.status).toBe('CLOSED');
    expect(fake.log()).not.toContain(`POST /sessions/${id}/start-import`);
  });

  it('of a cancelled session says that it is lost', async () => {
    const { calls, id } = await loaded();
    await cancelSession(calls, id);
    await expect(triggerSession(calls, id)).rejects.toMatchObject({ code: 'sessionLost', sessionId: id });
  });
});

describe('watching', () => {
  it('looks every 15 s, then less often, until the import is over', async () => {
    const { calls, id, time } = await loaded({ importSeconds: 200 });
    await triggerSession(calls, id);
    expect(await watchSession(calls, id)).toMatchObject({ id, status: 'COMPLETED' });
    expect(time.slept).toEqual([15_000, 22_500, 33_750, 50_625, 60_000, 60_000]);
  });

  it('tells when it looks next', async () => {
    const { calls, id, waits } = await loaded({ importSeconds: 1 });
    await triggerSession(calls, id);
    await watchSession(calls, id);
    expect(waits).toEqual([
      {
        reason: 'import-running',
        detail: `The import of session ${id} is running`,
        until: new Date('2026-11-02T08:00:15.000Z'),
      },
    ]);
  });

  it('ends with ERROR when the import failed', async () => {
    const { calls, id } = await loaded({ failingImports: [1] });
    await triggerSession(calls, id);
    expect(await watchSession(calls, id)).toMatchObject({ status: 'ERROR' });
  });

  it('gives up at the given time, to the millisecond', async () => {
    const { calls, id, time } = await loaded({ importSeconds: 3600 });
    await triggerSession(calls, id);
    const until = time.clock.now().getTime() + 40_000;
    expect(await watchSession(calls, id, { until })).toBeUndefined();
    expect(time.clock.now().getTime()).toBe(until);
  });

  it('outlives an org that is away for a while', async () => {
    const { fake, calls, id } = await loaded({ importSeconds: 1 });
    await triggerSession(calls, id);
    fake.arm({ on: /^GET/, times: 30, act: { kind: 'drop', executed: false } });
    expect(await watchSession(calls, id)).toMatchObject({ status: 'COMPLETED' });
  });
});
