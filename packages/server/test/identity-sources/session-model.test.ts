import {
  answersOf,
  type Choices,
  DEFAULT_CHOICES,
  listedStatuses,
  nextSessionStatus,
  type SessionOperation,
  type SessionStatus,
} from '@headwater/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, finish, idOf, type SessionDriver, upsertOf } from './session-driver.ts';

interface ModelSession {
  status: SessionStatus;
  readonly created: number;
  lastActivity: number;
  triggered: number | undefined;
  loads: number;
}

/** What the rules say, beside what the server does. Time is in seconds since the start. */
interface Model {
  now: number;
  readonly sessions: ModelSession[];
}

interface Real {
  readonly driver: SessionDriver;
  readonly ids: string[];
}

const DAY = 24 * 60 * 60;
const MAX_LOADS = 3;

let server: TestServer;
/** What the org of the present run chose. */
let choices: Choices = DEFAULT_CHOICES;
beforeAll(async () => {
  server = await startTestServer();
  server.setLimits({ sessionMaxBulkRequests: MAX_LOADS });
});
afterAll(() => server.close());

function expireIdle(model: Model): void {
  if (choices.sessionActivity === 'never') return;
  for (const session of model.sessions) {
    if (model.now - session.lastActivity >= DAY)
      session.status = nextSessionStatus(session.status, 'expire', choices) ?? session.status;
  }
}

function isNamed(model: Model, session: ModelSession): void {
  if (choices.sessionActivity === 'requests') session.lastActivity = model.now;
}

function isBlocked({ now, sessions }: Model): boolean {
  const active = sessions.filter(({ status }) => ['CREATED', 'IN_PROGRESS', 'TRIGGERED'].includes(status));
  switch (choices.createConflict) {
    case 'exclusive':
      return active.some(({ status, triggered = 0 }) => status !== 'TRIGGERED' || now - triggered < 300);
    case 'rate':
      return active.some(({ created, triggered = created }) => now - triggered < 300);
    case 'strict':
      return active.length > 0;
  }
}

class Wait implements fc.AsyncCommand<Model, Real> {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model): Promise<void> {
    model.now += this.seconds;
    server.clock.advance(this.seconds * 1000);
    expireIdle(model);
  }
  toString(): string {
    return `wait ${this.seconds}`;
  }
}

class Create implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    const blocked = isBlocked(model);
    const answer = await real.driver.create();
    expect(answer.status).toBe(blocked ? 400 : 201);
    if (blocked) return;
    real.ids.push(idOf(answer));
    model.sessions.push({
      status: 'CREATED',
      created: model.now,
      lastActivity: model.now,
      triggered: undefined,
      loads: 0,
    });
  }
  toString(): string {
    return 'create';
  }
}

type Call = 'upsert' | 'unknown delete' | 'start' | 'cancel' | 'complete' | 'fail';

class Operate implements fc.AsyncCommand<Model, Real> {
  readonly call: Call;
  readonly pick: number;
  constructor(call: Call, pick: number) {
    this.call = call;
    this.pick = pick;
  }
  check({ sessions }: Readonly<Model>): boolean {
    const session = sessions.at(this.pick % Math.max(1, sessions.length));
    if (session === undefined) return false;
    // Only the import itself completes or fails a session, and only one that it has.
    return (this.call !== 'complete' && this.call !== 'fail') || session.status === 'TRIGGERED';
  }
  async run(model: Model, real: Real): Promise<void> {
    const index = this.pick % model.sessions.length;
    const session = model.sessions[index];
    const id = real.ids[index];
    if (session === undefined || id === undefined) throw new TypeError('Model and server know other sessions');
    const next = nextSessionStatus(session.status, OPERATIONS[this.call], choices);
    if (this.call !== 'complete' && this.call !== 'fail') isNamed(model, session);
    const isLoad = OPERATIONS[this.call] === 'load';
    const allowed = next !== undefined && !(isLoad && session.loads >= MAX_LOADS);
    expect(await this.perform(real.driver, id)).toBe(allowed ? SUCCESS[this.call] : 400);
    if (!allowed) return;
    if (this.call !== 'unknown delete') session.status = next;
    if (isLoad) {
      session.loads += 1;
      session.lastActivity = model.now;
    }
    if (this.call === 'start') session.triggered = model.now;
  }
  async perform(driver: SessionDriver, id: string): Promise<number> {
    switch (this.call) {
      case 'upsert':
        return (await driver.upsert(id, upsertOf('a'))).status;
      case 'unknown delete':
        return (await driver.delete(id, { profiles: [{ externalId: 'nobody' }] })).status;
      case 'start':
        return (await driver.start(id)).status;
      case 'cancel':
        return (await driver.cancel(id)).status;
      case 'complete':
      case 'fail':
        await finish(server, id, this.call === 'complete' ? 'COMPLETED' : 'ERROR');
        return 0;
    }
  }
  toString(): string {
    return `${this.call} ${this.pick}`;
  }
}

const OPERATIONS: Readonly<Record<Call, SessionOperation>> = {
  upsert: 'load',
  'unknown delete': 'load',
  start: 'start',
  cancel: 'cancel',
  complete: 'complete',
  fail: 'fail',
};

const SUCCESS: Readonly<Record<Call, number>> = {
  upsert: 202,
  'unknown delete': 202,
  start: 200,
  cancel: 204,
  complete: 0,
  fail: 0,
};

class Look implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    const answer = (await real.driver.list()).json as readonly { readonly id: string; readonly status: string }[];
    const listed = listedStatuses(choices);
    const expected = model.sessions
      .map(({ status }, index) => [real.ids[index], status])
      .filter(([, status]) => listed.some((shown) => shown === status));
    expect(answer.map(({ id, status }) => [id, status]).sort()).toEqual(expected.sort());
    for (const [index, session] of model.sessions.entries()) {
      const { json } = await real.driver.get(real.ids[index] ?? '');
      isNamed(model, session);
      expect((json as { readonly status: string }).status).toBe(session.status);
    }
  }
  toString(): string {
    return 'look';
  }
}

const calls = fc.constantFrom<Call>('upsert', 'unknown delete', 'start', 'cancel', 'complete', 'fail');

function commands(): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>> {
  return fc.commands(
    [
      fc.constant(new Create()),
      fc.tuple(calls, fc.nat(3)).map(([call, pick]) => new Operate(call, pick)),
      fc.constantFrom(1, 299, 300, DAY - 1, DAY).map((seconds) => new Wait(seconds)),
      fc.constant(new Look()),
    ],
    { maxCommands: 25 },
  );
}

async function follow(sequence: Iterable<fc.AsyncCommand<Model, Real>>, chosen: Partial<Choices>): Promise<void> {
  choices = { ...DEFAULT_CHOICES, ...chosen };
  server.choose(chosen);
  const real: Real = { driver: await driveNewSource(server), ids: [] };
  await fc.asyncModelRun(() => ({ model: { now: 0, sessions: [] }, real }), sequence);
}

test('whatever clients do in whatever order, the server does what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(commands(), (sequence) => follow(sequence, {})),
    { numRuns: 40 },
  );
});

test('whatever clients do, and whatever the org chose, the server does what the rules say', async () => {
  const answer = <Name extends keyof Choices>(name: Name) =>
    fc.constantFrom(...(answersOf(name) as readonly Choices[Name][]));
  const chosen = fc.record({
    loadableStatuses: answer('loadableStatuses'),
    startableStatuses: answer('startableStatuses'),
    cancelableStatuses: answer('cancelableStatuses'),
    expiringStatuses: answer('expiringStatuses'),
    sessionActivity: answer('sessionActivity'),
    createConflict: answer('createConflict'),
    listedSessions: answer('listedSessions'),
    lastUpdatedOnLoad: answer('lastUpdatedOnLoad'),
  });
  await fc.assert(fc.asyncProperty(commands(), chosen, follow), { numRuns: 60 });
});
