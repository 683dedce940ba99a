import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEvent, SYSTEM } from '../../src/system-log/record-event.ts';
import { systemLogRoom } from '../../src/system-log/routes.ts';
import { type Answer, startTestServer, type TestServer } from '../http/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rooms: [systemLogRoom] });
  await server.org.transaction(async (tx) => {
    for (const mark of [1, 2, 3]) {
      await recordEvent(tx, { at: server.clock.now(), type: 'system.import.start', actor: SYSTEM, debug: { mark } });
    }
  });
});

afterAll(() => server.close());

const STARTS = `filter=${encodeURIComponent('eventType eq "system.import.start"')}`;

function marks(answer: Answer): readonly unknown[] {
  if (!Array.isArray(answer.json)) throw new Error(`Expected a list, got ${answer.text}`);
  return answer.json.map(
    (entry: { debugContext: { debugData: { mark: number } } }) => entry.debugContext.debugData.mark,
  );
}

function nextPath(answer: Answer): string | undefined {
  const link = [answer.headers.link ?? []].flat().join(', ');
  const url = /<([^>]*)>; rel="next"/.exec(link)?.[1];
  return url === undefined ? undefined : new URL(url).pathname + new URL(url).search;
}

describe('GET /api/v1/logs', () => {
  it('leads a poller from page to page and on to what comes later', async () => {
    const first = await server.call('GET', `/api/v1/logs?limit=2&${STARTS}`);
    expect(marks(first)).toEqual([1, 2]);
    const second = await server.call('GET', nextPath(first) ?? '');
    expect(marks(second)).toEqual([3]);
    const third = await server.call('GET', nextPath(second) ?? '');
    expect(marks(third)).toEqual([]);
    expect(nextPath(third)).toContain('after=');
  });

  it('gives the newest first, and ends', async () => {
    const first = await server.call('GET', `/api/v1/logs?limit=2&sortOrder=DESCENDING&${STARTS}`);
    expect(marks(first)).toEqual([3, 2]);
    const second = await server.call('GET', nextPath(first) ?? '');
    expect(marks(second)).toEqual([1]);
    expect(nextPath(second)).toBeUndefined();
  });

  it('answers a wrong filter with E0000031', async () => {
    const answer = await server.call('GET', `/api/v1/logs?filter=${encodeURIComponent('eventType is "x"')}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      errorCode: 'E0000031',
      errorSummary: 'Invalid search criteria.',
      errorCauses: [
        {
          errorSummary:
            'At character 11 of the expression: an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) is expected, not "is".',
        },
      ],
    });
  });

  it.each(['limit=0', 'sortOrder=up', 'since=yesterday'])('refuses %s', async (query) => {
    const answer = await server.call('GET', `/api/v1/logs?${query}`);
    expect([answer.status, answer.json]).toEqual([400, expect.objectContaining({ errorCode: 'E0000001' })]);
  });

  it('takes at most 1000 a page: excessiveLimit=clamp (default) or excessiveLimit=reject', async () => {
    expect(marks(await server.call('GET', `/api/v1/logs?limit=1001&${STARTS}`))).toEqual([1, 2, 3]);
    server.choose({ excessiveLimit: 'reject' });
    const refused = await server.call('GET', '/api/v1/logs?limit=1001');
    server.choose({});
    expect([refused.status, refused.json]).toEqual([400, expect.objectContaining({ errorCode: 'E0000001' })]);
  });

  it('shows a refused token with its reason (scenario 40)', async () => {
    await server.call('GET', '/api/v1/logs', { token: `00${'x'.repeat(40)}` });
    const answer = await server.call(
      'GET',
      `/api/v1/logs?q=INVALID_TOKEN&filter=${encodeURIComponent('severity eq "WARN"')}`,
    );
    expect(answer.json).toEqual([
      expect.objectContaining({
        eventType: 'user.session.start',
        outcome: { result: 'FAILURE', reason: 'INVALID_TOKEN' },
        client: expect.objectContaining({ ipAddress: '127.0.0.1' }),
      }),
    ]);
  });

  it('answers a cursor that is none with E0000029', async () => {
    const answer = await server.call('GET', '/api/v1/logs?after=x');
    expect([answer.status, answer.json]).toEqual([400, expect.objectContaining({ errorCode: 'E0000029' })]);
  });
});
