import { describe, expect, it } from 'vitest';
import { openSession, SessionBlockedError } from '../../src/session/open-session.ts';
import { orgUnderTest } from '../support/org-under-test.ts';

const CREATE = 'POST /sessions';
const LIST = 'GET /sessions';

describe('a free source', () => {
  it.each([200, 201] as const)('gives a session when create answers %i', async (createStatus) => {
    const { fake, calls } = await orgUnderTest({ createStatus });
    const session = await openSession(calls);
    expect(session).toEqual({
      id: 'aps00000000000000001',
      identitySourceId: fake.sourceId,
      status: 'CREATED',
      created: Date.parse('2026-11-02T08:00:00.000Z'),
    });
  });

  it('tells the session before anything happens to it', async () => {
    const { fake, calls } = await orgUnderTest();
    const seen: unknown[] = [];
    await openSession(calls, { onSession: ({ id }) => void seen.push([id, fake.log().length]) });
    expect(seen).toEqual([['aps00000000000000001', fake.log().length]]);
  });

  it('is left free when the id cannot be persisted', async () => {
    const { fake, calls } = await orgUnderTest();
    const onSession = () => Promise.reject(new Error('disk full'));
    await expect(openSession(calls, { onSession })).rejects.toThrow('disk full');
    expect(fake.sessions.map(({ status }) => status)).toEqual(['CLOSED']);
  });
});

describe('a session of an earlier run of ours', () => {
  it('is reused while it is empty', async () => {
    const { fake, calls } = await orgUnderTest();
    const stale = fake.addSession('CREATED', 9 * 86_400);
    const session = await openSession(calls, { ownSessionIds: [stale.id] });
    expect([session.id, fake.log()]).toEqual([stale.id, [LIST]]);
  });

  it('is cancelled when it holds data', async () => {
    const { fake, calls } = await orgUnderTest();
    const stale = fake.addSession('IN_PROGRESS', 10);
    await openSession(calls, { ownSessionIds: [stale.id] });
    expect(fake.log()).toEqual([LIST, `DELETE /sessions/${stale.id}`, CREATE]);
    expect(fake.sessions.map(({ status }) => status)).toEqual(['CLOSED', 'CREATED']);
  });

  it('that is already started is left alone', async () => {
    const { fake, calls } = await orgUnderTest({ cooldownSeconds: 0 });
    const stale = fake.addSession('TRIGGERED', 10);
    await openSession(calls, { ownSessionIds: [stale.id] });
    expect(fake.log()).toEqual([LIST, CREATE]);
  });
});

describe('a session of somebody else', () => {
  it('that is empty and old is cancelled: its maker is gone', async () => {
    const { fake, calls } = await orgUnderTest();
    fake.addSession('CREATED', 301);
    await openSession(calls);
    expect(fake.sessions.map(({ status }) => status)).toEqual(['CLOSED', 'CREATED']);
  });

  it.each([
    ['young', 'CREATED', 60],
    ['full', 'IN_PROGRESS', 86_400],
  ] as const)('that is %s is not touched; patience ends with its name', async (_, status, age) => {
    const { fake, calls } = await orgUnderTest();
    const foreign = fake.addSession(status, age);
    const attempt = openSession(calls, { patienceSeconds: 0, createCooldownSeconds: 100 });
    const error = await attempt.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SessionBlockedError);
    expect(error).toMatchObject({ code: 'sessionBlocked', blockedBy: [{ id: foreign.id, status }] });
    expect(foreign.status).toBe(status);
  });

  it('is cancelled where the caller says so', async () => {
    const { fake, calls } = await orgUnderTest();
    fake.addSession('IN_PROGRESS', 5);
    await openSession(calls, { foreignSessions: 'cancel' });
    expect(fake.sessions.map(({ status }) => status)).toEqual(['CLOSED', 'CREATED']);
  });

  it('is not cancelled when the list shows it after its end', async () => {
    const { fake, calls } = await orgUnderTest({ listReading: 'C' });
    fake.addSession('EXPIRED', 90_000);
    fake.addSession('CLOSED', 90_000);
    await openSession(calls);
    expect(fake.log()).toEqual([LIST, CREATE]);
  });

  it('may be hidden from the list, and is waited for all the same', async () => {
    const { fake, calls, waits } = await orgUnderTest({ listReading: 'B' });
    const foreign = fake.addSession('IN_PROGRESS', 5);
    const attempt = openSession(calls, { patienceSeconds: 0, createCooldownSeconds: 10 });
    await expect(attempt).rejects.toMatchObject({ blockedBy: [] });
    expect(foreign.status).toBe('IN_PROGRESS');
    expect(waits.map(({ reason }) => reason)).toContain('session-blocked');
    expect(new Set(waits.map(({ detail }) => detail))).toEqual(
      new Set([
        'a new session was refused: Only one active import session per identity source is allowed to be created every 5 minutes',
      ]),
    );
  });

  it('is named in the same words as long as it is in the way, and asked about less and less', async () => {
    const { fake, calls, waits, time } = await orgUnderTest();
    const { id } = fake.addSession('IN_PROGRESS', 5);
    const attempt = openSession(calls, { patienceSeconds: 60, createCooldownSeconds: 0 });
    await expect(attempt).rejects.toBeInstanceOf(SessionBlockedError);
    expect(new Set(waits.map(({ detail }) => detail))).toEqual(
      new Set([`a new session has to wait for ${id} (IN_PROGRESS)`]),
    );
    expect(time.slept.map((milliseconds) => Math.floor(milliseconds / 1000))).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });
});

describe('the five-minute rule', () => {
  it.each([
    // Triggered 10 s ago, imported for an hour: M1 and M2 let the next session in after five minutes, M3 after the import.
    ['M1', 3600, 300],
    ['M2', 3600, 300],
    ['M3', 900, 900],
    // A short import frees the source under every reading.
    ['M1', 30, 60],
    ['M2', 30, 60],
    ['M3', 30, 60],
  ] as const)('under %s with an import of %i s opens a session within %i s', async (rule, importSeconds, within) => {
    const { fake, calls, time, waits } = await orgUnderTest({ rule, importSeconds });
    fake.addSession('TRIGGERED', 10);
    const start = time.clock.now().getTime();
    const session = await openSession(calls);
    expect(session.status).toBe('CREATED');
    expect((time.clock.now().getTime() - start) / 1000).toBeLessThanOrEqual(within);
    expect(new Set(waits.map(({ reason }) => reason))).toEqual(new Set(['session-blocked']));
    expect(Math.max(...time.slept)).toBeLessThanOrEqual(60_000);
  });

  it.each(['M1', 'M2', 'M3'] as const)('under %s does not outlast patience', async (rule) => {
    const { fake, calls } = await orgUnderTest({ rule, importSeconds: 86_400, cooldownSeconds: 86_400 });
    fake.addSession('TRIGGERED', 10);
    await expect(openSession(calls)).rejects.toBeInstanceOf(SessionBlockedError);
  });
});

describe('an answer to create that got lost', () => {
  it('is found again in the list when the session was made', async () => {
    const { fake, calls } = await orgUnderTest();
    fake.arm({ on: /^POST .*sessions$/, act: { kind: 'drop', executed: true } });
    const session = await openSession(calls);
    expect(fake.sessions.map(({ id, status }) => [id, status])).toEqual([[session.id, 'CREATED']]);
  });

  it('is asked again when it was not', async () => {
    const { fake, calls } = await orgUnderTest();
    fake.arm({ on: /^POST .*sessions$/, times: 2, act: { kind: 'drop', executed: false } });
    fake.arm({ on: /^POST .*sessions$/, act: { kind: 'answer', status: 503 } });
    await openSession(calls);
    expect(fake.sessions).toHaveLength(1);
  });
});

it('an unknown identity source is not retried', async () => {
  const { fake, calls } = await orgUnderTest();
  fake.arm({
    on: /./,
    act: { kind: 'answer', status: 404, body: '{"errorCode":"E0000007","errorSummary":"Not found"}' },
  });
  await expect(openSession(calls)).rejects.toMatchObject({ status: 404 });
  expect(fake.requests).toHaveLength(1);
});
