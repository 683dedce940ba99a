import { describe, expect, it } from 'vitest';
import { cancelSession } from '../../src/session/cancel-session.ts';
import { loadSession } from '../../src/session/load-session.ts';
import { SessionLostError } from '../../src/session/session.ts';
import type { BulkLoad } from '../../src/session/session-calls.ts';
import { orgUnderTest } from '../support/org-under-test.ts';

const ANN = { externalId: 'ann', profile: { firstName: 'Ann' } };
const upsert: BulkLoad = { operation: 'bulk-upsert', body: JSON.stringify({ entityType: 'USERS', profiles: [ANN] }) };

describe('a bulk load', () => {
  it('is accepted in CREATED and in IN_PROGRESS', async () => {
    const { fake, calls } = await orgUnderTest();
    const { id } = await calls.create();
    expect(await loadSession(calls, id, upsert)).toEqual({ kind: 'accepted', requests: 1 });
    expect(await loadSession(calls, id, upsert)).toEqual({ kind: 'accepted', requests: 1 });
    expect(fake.sessions[0]?.loads).toHaveLength(2);
  });

  it.each([true, false])(
    'goes again into the open session after a dropped connection (executed: %s)',
    async (executed) => {
      const { fake, calls } = await orgUnderTest();
      const { id } = await calls.create();
      fake.arm({ on: /bulk-upsert$/, act: { kind: 'drop', executed } });
      expect(await loadSession(calls, id, upsert)).toEqual({ kind: 'accepted', requests: 2 });
      expect(fake.log().slice(1)).toEqual([
        `POST /sessions/${id}/bulk-upsert`,
        `GET /sessions/${id}`,
        `POST /sessions/${id}/bulk-upsert`,
      ]);
    },
  );

  it('survives 5xx and 429 answers', async () => {
    const { fake, calls, waits } = await orgUnderTest();
    const { id } = await calls.create();
    fake.arm({ on: /bulk-upsert$/, times: 2, act: { kind: 'answer', status: 500 } });
    fake.arm({ on: /bulk-upsert$/, act: { kind: 'answer', status: 429 } });
    expect(await loadSession(calls, id, upsert)).toEqual({ kind: 'accepted', requests: 3 });
    expect(waits.map(({ reason }) => reason)).toEqual(['org-failing', 'org-failing', 'rate-limit']);
  });

  it('gives up an org that goes on failing', async () => {
    const { fake, calls } = await orgUnderTest();
    const { id } = await calls.create();
    fake.arm({ on: /bulk-upsert$/, times: 99, act: { kind: 'answer', status: 502 } });
    await expect(loadSession(calls, id, upsert)).rejects.toMatchObject({ status: 502 });
  });

  it('that the org refuses comes back with the causes', async () => {
    const { calls } = await orgUnderTest({ refuses: () => 'profiles[0].email: bad' });
    const { id } = await calls.create();
    expect(await loadSession(calls, id, upsert)).toMatchObject({
      kind: 'refused',
      requests: 1,
      error: { status: 400, causes: ['profiles[0].email: bad'] },
    });
  });

  it('into a session that somebody cancelled says that the session is lost', async () => {
    const { calls } = await orgUnderTest();
    const { id } = await calls.create();
    await cancelSession(calls, id);
    await expect(loadSession(calls, id, upsert)).rejects.toThrow(`Session ${id} is CLOSED: somebody else cancelled`);
    await expect(loadSession(calls, 'aps0unknown', upsert)).rejects.toBeInstanceOf(SessionLostError);
  });

  it('with a wrong token is not tried again', async () => {
    const { fake, calls } = await orgUnderTest();
    const { id } = await calls.create();
    fake.arm({ on: /bulk/, act: { kind: 'answer', status: 401 } });
    await expect(loadSession(calls, id, upsert)).rejects.toMatchObject({ status: 401 });
    expect(fake.requests).toHaveLength(2);
  });
});

describe('cancelling', () => {
  it('an open session tells that it did', async () => {
    const { fake, calls } = await orgUnderTest();
    const { id } = await calls.create();
    expect(await cancelSession(calls, id)).toBe(true);
    expect(fake.sessions[0]?.status).toBe('CLOSED');
  });

  it('a closed or unknown session is quiet', async () => {
    const { calls } = await orgUnderTest();
    const { id } = await calls.create();
    await cancelSession(calls, id);
    expect([await cancelSession(calls, id), await cancelSession(calls, 'aps0unknown')]).toEqual([false, false]);
  });

  it('whose answer got lost looks whether it worked', async () => {
    const { fake, calls } = await orgUnderTest();
    const { id } = await calls.create();
    fake.arm({ on: /^DELETE/, act: { kind: 'drop', executed: true } });
    expect(await cancelSession(calls, id)).toBe(true);
    expect(fake.log()).toEqual(['POST /sessions', `DELETE /sessions/${id}`, `GET /sessions/${id}`]);
  });
});
