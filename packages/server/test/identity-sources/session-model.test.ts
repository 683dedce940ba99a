import { nextSessionStatus, type SessionOperation, type SessionStatus } from '@headwater/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, finish, idOf, type SessionDriver, upsertOf } from './session-driver.ts';

interface ModelSession {
  status: SessionStatus;
  lastWrite: number;
  triggered: number;
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
beforeAll(async () => {
  server = await startTestServer();
  server.setLimits({ sessionMaxBulkRequests: MAX_LOADS });
});
afterAll(() => server.close());

function expireIdle(model: Model): void {
  for (const session of model.sessions) {
    if (model.now - session.lastWrite >= DAY)
      session.status = nextSessionStatus(session.status, 'expire') ?? session.status;
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
    const blocked = model.sessions.some(
      ({ status, triggered }) =>
        status === 'CREATED' || status === 'IN_PROGRESS' || (status === 'TRIGGERED' && model.now - triggered < 300),
    );
    const answer = await real.driver.create();
    expect(answer.status).toBe(blocked ? 400 : 201);
    if (blocked) return;
    real.ids.push(idOf(answer));
    model.sessions.push({ status: 'CREATED', lastWrite: model.now, triggered: 0, loads: 0 });
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
    const next = nextSessionStatus(session.status, OPERATIONS[this.call]);
    const isLoad = OPERATIONS[this.call] === 'load';
    const allowed = next !== undefined && !(isLoad && session.loads >= MAX_LOADS);
    expect(await this.perform(real.driver, id)).toBe(allowed ? SUCCESS[this.call] : 400);
    if (!allowed) return;
    if (this.call !== 'unknown delete') session.status = next;
    if (isLoad) {
      session.loads += 1;
      session.lastWrite = model.now;
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
    const listed = (await real.driver.list()).json as readonly { readonly id: string; readonly status: string }[];
    const expected = model.sessions
      .map(({ status }, index) => [real.ids[index], status])
      .filter(([, status]) => status === 'CREATED' || status === 'IN_PROGRESS' || status === 'TRIGGERED');
    expect(listed.map(({ id, status }) => [id, status]).sort()).toEqual(expected.sort());
    for (const [index, { status }] of model.sessions.entries()) {
      const answer = await real.driver.get(real.ids[index] ?? '');
      expect((answer.json as { readonly status: string }).status).toBe(status);
    }
  }
  toString(): string {
    return 'look';
  }
}

test('whatever clients do in whatever order, the server does what the rules say', async () => {
  const calls = fc.constantFrom<Call>('upsert', 'unknown delete', 'start', 'cancel', 'complete', 'fail');
  const commands = fc.commands(
    [
      fc.constant(new Create()),
      fc.tuple(calls, fc.nat(3)).map(([call, pick]) => new Operate(call, pick)),
      fc.constantFrom(1, 299, 300, DAY - 1, DAY).map((seconds) => new Wait(seconds)),
      fc.constant(new Look()),
    ],
    { maxCommands: 25 },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const real: Real = { driver: await driveNewSource(server), ids: [] };
      await fc.asyncModelRun(() => ({ model: { now: 0, sessions: [] }, real }), sequence);
    }),
    { numRuns: 40 },
  );
});
