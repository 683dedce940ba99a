import { type ManualClock, manualClock } from '@headwater/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrgFixture } from '../../../src/test-file/document/test-document.ts';
import { toSentRequest } from '../../../src/test-file/door/sent-request.ts';
import { MockOrg } from '../../../src/test-file/org/mock-org.ts';

let clock: ManualClock;
beforeEach(() => {
  clock = manualClock();
});

const ADA = { externalId: '1', profile: { userName: 'ada@x.example', firstName: 'Ada' } };

class Scene {
  readonly org: MockOrg;

  constructor(fixture: OrgFixture = { sources: ['0oa1'] }) {
    this.org = new MockOrg(fixture, clock);
  }

  ask(method: string, path: string, body?: unknown): { readonly status: number; readonly body?: unknown } | undefined {
    const url = `https://org.example/api/v1/${path}`;
    const text = body === undefined ? null : JSON.stringify(body);
    const request = { connection: null, method, url, headers: {}, body: text, timeoutMilliseconds: 1, callId: 'c' };
    const answer = this.org.answer(toSentRequest(request, url, 'okta'));
    return answer === undefined ? undefined : { status: 200, ...answer };
  }

  session(): string {
    const { body } = this.ask('POST', 'identity-sources/0oa1/sessions') ?? {};
    return (body as { readonly id: string }).id;
  }

  /** Opens a session, loads and starts it. */
  load(operation: 'bulk-upsert' | 'bulk-delete', ...profiles: readonly object[]): string {
    const id = this.session();
    this.ask('POST', `identity-sources/0oa1/sessions/${id}/${operation}`, { entityType: 'USERS', profiles });
    this.ask('POST', `identity-sources/0oa1/sessions/${id}/start-import`);
    return id;
  }
}

function causeOf({ body }: { readonly body?: unknown } = {}): unknown {
  return (body as { errorCauses: readonly { errorSummary: string }[] }).errorCauses[0]?.errorSummary;
}

describe('sessions of an org in memory', () => {
  it('go from created to completed', () => {
    const scene = new Scene();
    const at = 'identity-sources/0oa1/sessions';
    const id = scene.session();
    const shown = (status: string) => ({ id, identitySourceId: '0oa1', status, importType: 'INCREMENTAL' });
    expect(scene.ask('GET', `${at}/${id}`)?.body).toEqual(shown('CREATED'));
    expect(scene.ask('POST', `${at}/${id}/bulk-upsert`, { profiles: [ADA] })).toEqual({ status: 202 });
    expect(scene.ask('GET', at)?.body).toEqual([shown('IN_PROGRESS')]);
    expect(scene.ask('POST', `${at}/${id}/start-import`)).toEqual({ status: 200, body: shown('TRIGGERED') });
    expect([scene.ask('GET', at)?.body, scene.org.state]).toEqual([
      [],
      {
        people: [{ source: '0oa1', ...ADA }],
        sessions: [{ id, source: '0oa1', status: 'COMPLETED' }],
        users: [
          { id: '00u00000000000000001', status: 'ACTIVE', profile: { login: 'ada@x.example', firstName: 'Ada' } },
        ],
      },
    ]);
  });

  it('are one at a time, and can be cancelled', () => {
    const scene = new Scene();
    const id = scene.session();
    const again = scene.ask('POST', 'identity-sources/0oa1/sessions');
    expect([again?.status, causeOf(again)]).toEqual([
      400,
      'Only one active import session per identity source is allowed to be created every 5 minutes',
    ]);
    expect(scene.ask('DELETE', `identity-sources/0oa1/sessions/${id}`)).toEqual({ status: 204 });
    expect(scene.session()).not.toBe(id);
  });

  it('have to wait for a slow import, five minutes at most', () => {
    const scene = new Scene({ sources: ['0oa1'], importTakes: 'PT1H' });
    scene.load('bulk-upsert', ADA);
    const create = () => scene.ask('POST', 'identity-sources/0oa1/sessions')?.status;
    const first = create();
    clock.advance(5 * 60_000);
    expect([first, create(), scene.org.state.people]).toEqual([400, 201, []]);
    clock.advance(55 * 60_000);
    expect(scene.org.state.people).toHaveLength(1);
  });

  it('that saw only empty loads cannot be started', () => {
    const scene = new Scene();
    const id = scene.load('bulk-delete');
    const answer = scene.ask('POST', `identity-sources/0oa1/sessions/${id}/start-import`);
    expect([answer?.status, causeOf(answer)]).toEqual([
      400,
      `Session=${id} should be in IN_PROGRESS status in order to be processed`,
    ]);
  });

  it('take fifty loads of two hundred', () => {
    const scene = new Scene();
    const id = scene.session();
    const load = (profiles: readonly object[]) =>
      scene.ask('POST', `identity-sources/0oa1/sessions/${id}/bulk-upsert`, { profiles });
    const many = Array.from({ length: 201 }, () => ADA);
    expect(load(many)?.status).toBe(400);
    for (let count = 0; count < 50; count++) expect(load([ADA])?.status).toBe(202);
    expect(causeOf(load([ADA]))).toBe('The maximum number of bulk requests (50) for this session has been reached.');
  });

  it.each([
    ['POST', 'identity-sources/0oaOther/sessions', undefined, 404],
    ['GET', 'identity-sources/0oa1/sessions/apsNone', undefined, 404],
    ['POST', 'identity-sources/0oa1/sessions/aps00000000000000001/bulk-upsert', {}, 400],
    [
      'POST',
      'identity-sources/0oa1/sessions/aps00000000000000001/bulk-upsert',
      { profiles: [{ externalId: '1' }] },
      400,
    ],
  ])('refuse what is wrong: %s %s %j', (method, path, body, status) => {
    const scene = new Scene();
    scene.session();
    expect(scene.ask(method, path, body)?.status).toBe(status);
  });

  it('may be left over from before', () => {
    const scene = new Scene({ sources: ['0oa1'], sessions: [{ id: 'apsOld' }] });
    expect(scene.org.state.sessions).toEqual([{ id: 'apsOld', source: '0oa1', status: 'CREATED' }]);
  });
});

describe('people of an org in memory', () => {
  it('come with a user, or take over the one with their login', () => {
    const users = [{ profile: { login: 'ada@x.example', title: 'Countess' }, status: 'STAGED' as const }];
    const scene = new Scene({ sources: ['0oa1'], users });
    scene.load('bulk-upsert', ADA);
    expect(scene.org.state.users).toEqual([
      {
        id: '00u00000000000000001',
        status: 'ACTIVE',
        profile: { login: 'ada@x.example', title: 'Countess', firstName: 'Ada' },
      },
    ]);
  });

  it('keep what a later load does not name, and go with a delete', () => {
    const scene = new Scene({ sources: ['0oa1'], people: [ADA] });
    scene.load('bulk-upsert', { externalId: '1', profile: { lastName: 'Byron' } });
    expect(scene.org.state.people).toEqual([
      { source: '0oa1', externalId: '1', profile: { ...ADA.profile, lastName: 'Byron' } },
    ]);
    scene.load('bulk-delete', { externalId: '1' });
    const { people, users } = scene.org.state;
    expect([people, users.map(({ status }) => status)]).toEqual([[], ['DEPROVISIONED']]);
  });
});

describe('users of an org in memory', () => {
  it('are read by id, login or the part before the at sign', () => {
    const scene = new Scene({ users: [{ id: '00u1', profile: { login: 'ada@x.example' } }] });
    const ada = { status: 200, body: { id: '00u1', status: 'ACTIVE', profile: { login: 'ada@x.example' } } };
    expect(['00u1', 'ada@x.example', 'ada', 'nobody'].map((one) => scene.ask('GET', `users/${one}`))).toEqual([
      ada,
      ada,
      ada,
      { status: 404, body: expect.objectContaining({ errorCode: 'E0000007' }) },
    ]);
    expect(scene.ask('GET', 'users?limit=200')?.body).toEqual([ada.body]);
  });

  it('are deactivated before they are deleted', () => {
    const scene = new Scene({ users: [{ id: '00u1', profile: {} }] });
    const asked = (['POST users/00u1/lifecycle/deactivate', 'POST users/00u1/lifecycle/deactivate'] as const).map(
      (one) => scene.ask('POST', one.slice(5))?.status,
    );
    expect([asked, scene.ask('POST', 'users/00u1/lifecycle/activate')?.status]).toEqual([[200, 403], 200]);
    expect([scene.ask('DELETE', 'users/00u1')?.status, scene.org.state.users[0]?.status]).toEqual([
      204,
      'DEPROVISIONED',
    ]);
    expect([scene.ask('DELETE', 'users/00u1')?.status, scene.org.state.users]).toEqual([204, []]);
  });

  it('are not searched: nobody answers what the org does not know', () => {
    const scene = new Scene();
    expect([
      scene.ask('GET', 'users?search=x'),
      scene.ask('GET', 'groups'),
      scene.ask('POST', 'users'),
      scene.ask('PUT', 'identity-sources/0oa1/sessions'),
      scene.ask('GET', 'identity-sources/0oa1/users/1'),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
