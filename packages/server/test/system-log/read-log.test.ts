import type { LogEvent } from '@headwater/protocol';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLog } from '../../src/system-log/read-log.ts';
import { recordEvent, SYSTEM } from '../../src/system-log/record-event.ts';
import {
  applyRecord,
  BOUNDED,
  brief,
  type LogFixture,
  openLogFixture,
  readAll,
  writeRecord,
  writeUser,
} from './fixture.ts';

const USER = '00uUSER0000000000001';
const APP_USER = '0uaRECORD00000000001';
const ADA = { id: USER, type: 'User', alternateId: 'ada@example.com', displayName: 'Ada Lovelace', detailEntry: null };
const ADA_AT_SOURCE = {
  id: APP_USER,
  type: 'AppUser',
  alternateId: 'E1',
  displayName: 'Ada Lovelace',
  detailEntry: null,
};
const PERSON = { id: '00uADMIN000000000001', type: 'User', alternateId: 'admin@example.com', displayName: 'Admin' };
const BROWSER = { ipAddress: '203.0.113.8', userAgent: null, requestId: 'req2' };
const CLIENT = { ipAddress: '203.0.113.7', userAgent: 'curl/8', requestId: 'req1' };

let fixture: LogFixture;
let source: LogEvent['target'][number];
let job: Readonly<Record<string, string>>;

beforeAll(async () => {
  fixture = await openLogFixture();
  const { org, clock, sourceId, sessionId, importId } = fixture;
  source = { id: sourceId, type: 'AppInstance', alternateId: 'HR', displayName: 'HR', detailEntry: null };
  job = {
    job_id: importId,
    session_id: sessionId,
    instance_id: sourceId,
    AppName: 'HR',
    import_type: 'Incremental',
    import_trigger: 'Manual action',
  };
  await org.transaction(async (tx) => {
    await writeUser(tx, USER, 'ada@example.com', 'Ada', 'Lovelace');
    await recordEvent(tx, {
      at: clock.now(),
      type: 'system.import.session.created',
      actor: PERSON,
      targets: [{ id: sourceId, type: 'AppInstance', alternateId: 'HR', displayName: 'HR' }],
      client: CLIENT,
      debug: { session_id: sessionId },
    });
    clock.advance(1000);
    await recordEvent(tx, {
      at: clock.now(),
      type: 'system.import.start',
      actor: SYSTEM,
      debug: { ...job, total_objects: 5 },
    });
    clock.advance(1000);
    await applyRecord(tx, fixture, {
      number: 1,
      outcome: 'added',
      link: 'created',
      lifecycle: 'activate',
      sourceUserId: APP_USER,
      userId: USER,
      userAfter: { login: 'ada@example.com' },
    });
    await writeRecord(tx, fixture, {
      number: 2,
      outcome: 'error',
      reason: 'userValueMissing',
      notes: [{ code: 'userValueMissing', data: { attribute: 'lastName' } }],
    });
    clock.advance(1000);
    await applyRecord(tx, fixture, {
      number: 3,
      outcome: 'updated',
      sourceUserId: APP_USER,
      userId: USER,
      userBefore: { title: 'Analyst' },
      userAfter: { title: 'Countess', city: 'London' },
    });
    clock.advance(1000);
    await tx.execute(sql`INSERT INTO changes (at, object_id, type, actor, detail) VALUES (${clock.now()}, ${USER},
      'user.account.update_profile', ${JSON.stringify(PERSON)}, ${JSON.stringify({ profile: { city: ['London', null] }, client: BROWSER })})`);
  });
});

afterAll(() => fixture.close());

async function typesOf(filter: string): Promise<readonly string[]> {
  return (await readAll(fixture.org, { ...BOUNDED, filter })).map(({ eventType }) => eventType);
}

describe('entries', () => {
  it('come from all three streams in the order of their times', async () => {
    const { sourceId } = fixture;
    expect((await readAll(fixture.org, BOUNDED)).map(brief)).toEqual([
      `system.import.session.created ${sourceId}`,
      'system.import.start',
      `system.import.user.create ${APP_USER} ${USER} ${sourceId}`,
      `user.lifecycle.create ${USER}`,
      `application.user_membership.add ${APP_USER} ${sourceId} ${USER}`,
      `user.lifecycle.activate ${USER}`,
      `app.user_management.update_from_master_failed - ${sourceId}`,
      `system.import.user.update ${APP_USER} ${USER} ${sourceId}`,
      `user.account.update_profile ${USER}`,
      `user.account.update_profile ${USER}`,
    ]);
  });

  it('show a recorded event with the request behind it', async () => {
    const [entry] = await readAll(fixture.org, { ...BOUNDED, filter: 'eventType eq "system.import.session.created"' });
    expect(entry).toEqual({
      actor: PERSON,
      client: { ipAddress: '203.0.113.7', userAgent: { rawUserAgent: 'curl/8' } },
      authenticationContext: { externalSessionId: null },
      displayMessage: 'Create import session',
      eventType: 'system.import.session.created',
      outcome: { result: 'SUCCESS', reason: null },
      published: '2026-03-01T12:00:00.000Z',
      securityContext: {},
      severity: 'INFO',
      debugContext: { debugData: { session_id: fixture.sessionId } },
      legacyEventType: null,
      transaction: { type: 'WEB', id: 'req1', detail: {} },
      uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      version: '0',
      request: { ipChain: [] },
      target: [source],
    });
  });

  it('show an applied record under its import', async () => {
    const [entry] = await readAll(fixture.org, { ...BOUNDED, filter: 'eventType eq "system.import.user.create"' });
    expect(entry).toMatchObject({
      actor: SYSTEM,
      published: '2026-03-01T12:00:02.000Z',
      transaction: { type: 'JOB', id: fixture.importId, detail: {} },
      debugContext: { debugData: job },
      target: [ADA_AT_SOURCE, ADA, source],
    });
  });

  it('show old and new values of a profile that an import changed', async () => {
    const [entry] = await readAll(fixture.org, {
      ...BOUNDED,
      filter: 'eventType sw "user.account" and actor.id eq "system"',
    });
    expect(entry?.target).toEqual([
      {
        ...ADA,
        changeDetails: {
          from: { profile: { title: 'Analyst', city: null } },
          to: { profile: { title: 'Countess', city: 'London' } },
        },
      },
    ]);
  });

  it('show who changed a user by hand, and what', async () => {
    const [entry] = await readAll(fixture.org, {
      ...BOUNDED,
      filter: `actor.id eq "${PERSON.id}" and target.id eq "${USER}"`,
    });
    expect(entry).toMatchObject({
      actor: PERSON,
      client: { ipAddress: '203.0.113.8', userAgent: { rawUserAgent: null } },
      displayMessage: 'Update user profile for Okta',
      transaction: { type: 'WEB', id: 'req2', detail: {} },
      target: [{ ...ADA, changeDetails: { from: { profile: { city: 'London' } }, to: { profile: { city: null } } } }],
    });
  });

  it('show why a record failed', async () => {
    const [entry] = await readAll(fixture.org, { ...BOUNDED, filter: 'outcome.result eq "FAILURE"' });
    expect(entry).toMatchObject({
      eventType: 'app.user_management.update_from_master_failed',
      severity: 'WARN',
      outcome: { result: 'FAILURE', reason: 'Value for required property lastName is missing.' },
      debugContext: { debugData: { ...job, error_field: 'lastName', error_code: 'userValueMissing' } },
      target: [{ id: null, type: 'AppUser', alternateId: 'E2', displayName: 'E2', detailEntry: null }, source],
    });
  });

  it('have ids of their own that never change', async () => {
    const first = await readAll(fixture.org, BOUNDED);
    const second = await readAll(fixture.org, { ...BOUNDED, limit: 3 });
    expect(second).toEqual(first);
    expect(new Set(first.map(({ uuid }) => uuid)).size).toBe(first.length);
  });
});

describe('paging', () => {
  it('gives the same sequence in pages of any size, both ways', async () => {
    const whole = await readAll(fixture.org, BOUNDED);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('ASCENDING' as const, 'DESCENDING' as const),
        async (limit, sortOrder) => {
          const paged = await readAll(fixture.org, { ...BOUNDED, limit, sortOrder });
          expect(paged).toEqual(sortOrder === 'ASCENDING' ? whole : whole.toReversed());
        },
      ),
      { numRuns: 12 },
    );
  });

  it('ends a bounded query without a next page, even when the last page is full', async () => {
    const count = (await readAll(fixture.org, BOUNDED)).length;
    expect((await readLog(fixture.org, { ...BOUNDED, limit: count })).next).toBeNull();
    expect((await readLog(fixture.org, { ...BOUNDED, limit: count - 1 })).next).not.toBeNull();
  });

  it('takes since as the first instant and until as the one after the last', async () => {
    const since = new Date('2026-03-01T12:00:01.000Z');
    const until = new Date('2026-03-01T12:00:02.000Z');
    expect((await readAll(fixture.org, { ...BOUNDED, since, until })).map(brief)).toEqual(['system.import.start']);
  });

  it('goes back seven days when since is not given', async () => {
    const { since: _, ...query } = BOUNDED;
    const weekAfter = (milliseconds: number) => new Date(Date.parse('2026-03-08T12:00:00.000Z') + milliseconds);
    expect((await readAll(fixture.org, { ...query, until: weekAfter(0) })).length).toBe(10);
    expect((await readAll(fixture.org, { ...query, until: weekAfter(1) })).length).toBe(9);
  });

  it.each(['x', 'W10', 'WyJiIiwxLDIsWzEsNywiMSIsMV1d', Buffer.from('["p",0,"1:2:x",null,null]').toString('base64url')])(
    'refuses %s as a cursor',
    async (after) => {
      await expect(async () => readLog(fixture.org, { ...BOUNDED, after })).rejects.toMatchObject({
        code: 'invalidPaging',
      });
    },
  );
});

describe('filters', () => {
  it.each<[string, readonly string[]]>([
    ['eventType eq "user.lifecycle.create"', ['user.lifecycle.create']],
    ['eventType sw "system.import.user"', ['system.import.user.create', 'system.import.user.update']],
    [
      'eventType eq "user.lifecycle.create" or eventType eq "system.import.start"',
      ['system.import.start', 'user.lifecycle.create'],
    ],
    [
      `target.id eq "${USER}" and eventType sw "user."`,
      [
        'user.lifecycle.create',
        'user.lifecycle.activate',
        'user.account.update_profile',
        'user.account.update_profile',
      ],
    ],
    [`target.id eq "${APP_USER}" and eventType co "membership"`, ['application.user_membership.add']],
    [
      'eventType eq "system.import.session.created" and target.id eq "0oaSOURCE00000000001"',
      ['system.import.session.created'],
    ],
    ['debugContext.debugData.total_objects eq "5"', ['system.import.start']],
    ['debugContext.debugData.error_field eq "lastName"', ['app.user_management.update_from_master_failed']],
    ['transaction.type eq "WEB" and not (eventType sw "user")', ['system.import.session.created']],
    ['transaction.id eq "req1"', ['system.import.session.created']],
    ['severity eq "WARN"', ['app.user_management.update_from_master_failed']],
    ['published gt "2026-03-01T12:00:03.000Z"', ['user.account.update_profile']],
    ['published le "2026-03-01T13:00:00+01:00"', ['system.import.session.created']],
    ['client.ipAddress pr', ['system.import.session.created', 'user.account.update_profile']],
    ['transaction.id eq "req2"', ['user.account.update_profile']],
    ['target.id eq "nobody"', []],
    ['outcome.result eq "FAILURE" and outcome.result eq "SUCCESS"', []],
  ])('%s', async (filter, types) => {
    expect(await typesOf(filter)).toEqual(types);
  });

  it('find everything of an import and of its session', async () => {
    const { importId, sessionId } = fixture;
    const everything = (await readAll(fixture.org, BOUNDED)).map(({ uuid }) => uuid);
    const ofImport = await readAll(fixture.org, { ...BOUNDED, filter: `transaction.id eq "${importId}"` });
    const ofSession = await readAll(fixture.org, {
      ...BOUNDED,
      filter: `debugContext.debugData.session_id eq "${sessionId}"`,
    });
    expect(ofImport.map(({ uuid }) => uuid)).toEqual(everything.slice(1, -1));
    expect(ofSession.map(({ uuid }) => uuid)).toEqual(everything.slice(0, -1));
  });

  it('narrow what is read to nothing less than what they let through', async () => {
    const everything = await readAll(fixture.org, BOUNDED);
    const literal = fc.constantFrom(
      ...everything.map(({ eventType }) => `eventType eq "${eventType}"`),
      ...[USER, APP_USER, fixture.sourceId].map((id) => `target.id eq "${id}"`),
      `transaction.id eq "${fixture.importId}"`,
      'outcome.result eq "SUCCESS"',
      'outcome.result ne "SUCCESS"',
      'published ge "2026-03-01T12:00:02Z"',
      'published lt "2026-03-01T12:00:03Z"',
      'eventType co "lifecycle"',
    );
    const filter = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        literal,
        fc.tuple(tie('node'), fc.constantFrom('and', 'or'), tie('node')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
        tie('node').map((operand) => `not (${operand})`),
      ),
    })).node;
    await fc.assert(
      fc.asyncProperty(filter, fc.integer({ min: 1, max: 4 }), async (text, limit) => {
        // A tautology beside the filter keeps it from narrowing anything.
        const unnarrowed = await readAll(fixture.org, { ...BOUNDED, filter: `not (not (${text}))` });
        expect((await readAll(fixture.org, { ...BOUNDED, limit, filter: text })).map(brief)).toEqual(
          unnarrowed.map(brief),
        );
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['eventTyp eq "x"', 'At character 1 of the expression: log events have no attribute "eventTyp" to filter by.'],
    [
      'published eq "soon"',
      'At character 1 of the expression: "published" is compared with a date and time, not "soon".',
    ],
    ['published co "2026-01-01"', 'At character 1 of the expression: "co" compares with text only.'],
    ['severity gt true', 'At character 1 of the expression: "gt" compares with text or numbers, not with true.'],
    [
      'eventType eq',
      'At character 13 of the expression: a value is expected (text in double quotation marks), not the end.',
    ],
  ])('say what is wrong with %s', async (filter, cause) => {
    await expect(async () => readAll(fixture.org, { ...BOUNDED, filter })).rejects.toMatchObject({
      code: 'invalidSearch',
      causes: [cause],
    });
  });
});

describe('keywords', () => {
  it.each<[string, number]>([
    ['COUNTESS', 1],
    ['lovelace activate', 1],
    ['lovelace nothing', 0],
    ['curl/8', 1],
  ])('q=%s finds %i', async (q, count) => {
    expect((await readAll(fixture.org, { ...BOUNDED, q })).length).toBe(count);
  });
});
