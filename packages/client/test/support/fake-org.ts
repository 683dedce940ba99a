import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, SessionStatus } from '@headwater/protocol';

/** The three readings of the rule against a second session (identity-sources-api D10). */
export type CreateRule = 'M1' | 'M2' | 'M3';

export interface FakeOrgOptions {
  readonly clock: Clock;
  readonly rule?: CreateRule;
  readonly cooldownSeconds?: number;
  /** Seconds for which a session stays TRIGGERED. */
  readonly importSeconds?: number;
  readonly createStatus?: 200 | 201;
  readonly startAnswer?: 'object' | 'array' | 'empty';
  /** Which sessions the list shows (D3): A active, B without IN_PROGRESS, C all. */
  readonly listReading?: 'A' | 'B' | 'C';
  /** Ids that bulk-delete knows; absent: all. */
  readonly knownIds?: readonly string[];
  /** Limits told at `/.well-known/headwater`; absent: an org that does not know the address. */
  readonly tellsLimits?: Readonly<Record<string, unknown>>;
  /** Receipts by external id; absent: an org without receipts. */
  readonly receipts?: Readonly<Record<string, { readonly code: string; readonly message: string }>>;
  /** With receipts: what every import counts beside people. */
  readonly objectCounters?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Causes with which a record is refused at the upload; the whole request fails. */
  readonly refuses?: (item: WireItem, index: number) => string | undefined;
  /** Sessions, by number from 1, whose import fails. */
  readonly failingImports?: readonly number[];
}

export interface WireItem {
  readonly externalId: string;
  readonly profile?: Readonly<Record<string, string | null>>;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A fault armed for the next requests that match `METHOD path-end`. */
export interface Fault {
  readonly on: RegExp;
  readonly times?: number;
  readonly act:
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly headers?: Record<string, string>;
        readonly body?: string;
      }
    /** The connection breaks; `executed` says whether the request took effect before. */
    | { readonly kind: 'drop'; readonly executed: boolean };
}

interface FakeSession {
  readonly id: string;
  readonly number: number;
  readonly created: number;
  status: SessionStatus;
  triggered: number;
  loads: { readonly action: 'upsert' | 'delete'; readonly items: readonly WireItem[] }[];
}

const TOKEN = '00secretTokenOfTheTests';
const SOURCE = '0oasource00000000001';

/** An org on a real socket that behaves as Okta is documented or recorded to, under a chosen reading of its rules. */
export class FakeOrg {
  readonly token = TOKEN;
  readonly sourceId = SOURCE;
  readonly requests: SeenRequest[] = [];
  readonly sessions: FakeSession[] = [];
  /** What imports left behind: a profile, or `null` for a removed person. */
  readonly people = new Map<string, WireItem['profile'] | null>();
  url = '';
  readonly #options: FakeOrgOptions;
  readonly #faults: { fault: Fault; left: number }[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(options: FakeOrgOptions) {
    this.#options = options;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  arm(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Puts a session there as some other client would. */
  addSession(status: SessionStatus, ageSeconds: number): FakeSession {
    const created = this.#now() - ageSeconds * 1000;
    const session: FakeSession = { ...this.#newSession(), created, status, triggered: created };
    this.sessions.push(session);
    return session;
  }

  /** `METHOD path` of every request, without the common start. */
  log(): readonly string[] {
    return this.requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/identity-sources\/[^/]+/, '')}`);
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  #newSession(): FakeSession {
    const number = this.sessions.length + 1;
    const id = `aps${String(number).padStart(17, '0')}`;
    return { id, number, created: this.#now(), status: 'CREATED', triggered: 0, loads: [] };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const method = request.method ?? '';
    const path = request.url ?? '';
    this.requests.push({ method, path, headers: request.headers, body });
    response.sendDate = false;
    response.setHeader('date', new Date(this.#now()).toUTCString());
    response.setHeader('x-okta-request-id', `req${this.requests.length}`);

    const armed = this.#faults.find(({ fault, left }) => left > 0 && fault.on.test(`${method} ${path}`));
    if (armed !== undefined) armed.left--;
    const act = armed?.fault.act;
    if (act?.kind === 'answer') {
      response.writeHead(act.status, { 'content-type': 'application/json', ...act.headers }).end(act.body ?? '');
      return;
    }
    if (act?.kind === 'drop' && !act.executed) {
      request.socket.destroy();
      return;
    }
    const answer = this.#answer(method, path, body, request);
    if (act?.kind === 'drop') {
      request.socket.destroy();
      return;
    }
    if (answer.json === undefined) response.writeHead(answer.status, { 'content-length': '0' }).end();
    else {
      const headers = { 'content-type': 'application/json', ...answer.headers };
      response.writeHead(answer.status, headers).end(JSON.stringify(answer.json));
    }
  }

  #answer(method: string, path: string, body: string, request: IncomingMessage): Answer {
    this.#advanceImports();
    if (path === '/.well-known/headwater' && this.#options.tellsLimits !== undefined) {
      return { status: 200, json: { limits: this.#options.tellsLimits } };
    }
    if (request.headers.authorization !== `SSWS ${TOKEN}`) return refusal(401, 'E0000011', 'Invalid token provided');
    const url = new URL(path, 'http://org');
    if (url.pathname.startsWith('/api/v1/headwater/imports')) return this.#receipt(url);
    const segments = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const [, , , source, , sessionId, operation] = segments;
    if (source !== SOURCE) return refusal(404, 'E0000007', `Not found: Resource not found: ${source} (AppInstance)`);
    if (sessionId === undefined) return method === 'POST' ? this.#create() : this.#list();
    const session = this.sessions.find(({ id }) => id === sessionId);
    if (session === undefined)
      return refusal(404, 'E0000007', `Not found: Resource not found: ${sessionId} (ImportSession)`);
    if (method === 'GET') return { status: 200, json: wire(session) };
    if (method === 'DELETE') return this.#cancel(session);
    if (operation === 'start-import') return this.#start(session);
    return this.#load(session, operation === 'bulk-upsert' ? 'upsert' : 'delete', body);
  }

  #create(): Answer {
    const { rule = 'M1', cooldownSeconds = 300, createStatus = 201 } = this.#options;
    const now = this.#now();
    const blocking = this.sessions.find((session) => {
      const open = session.status === 'CREATED' || session.status === 'IN_PROGRESS';
      const since = session.status === 'TRIGGERED' ? session.triggered : session.created;
      const recent = now - since < cooldownSeconds * 1000;
      if (!open && session.status !== 'TRIGGERED') return false;
      if (rule === 'M3') return true;
      return rule === 'M2' ? recent : open || recent;
    });
    if (blocking !== undefined) {
      const cause = 'Only one active import session per identity source is allowed to be created every 5 minutes';
      return refusal(400, 'E0000001', 'Api validation failed: importSession', [cause]);
    }
    const session = this.#newSession();
    this.sessions.push(session);
    return { status: createStatus, json: wire(session) };
  }

  #list(): Answer {
    const shown: Record<'A' | 'B' | 'C', (status: SessionStatus) => boolean> = {
      A: (status) => ['CREATED', 'IN_PROGRESS', 'TRIGGERED'].includes(status),
      B: (status) => ['CREATED', 'TRIGGERED'].includes(status),
      C: () => true,
    };
    const filter = shown[this.#options.listReading ?? 'A'];
    return { status: 200, json: this.sessions.filter(({ status }) => filter(status)).map(wire) };
  }

  #cancel(session: FakeSession): Answer {
    if (session.status !== 'CREATED' && session.status !== 'IN_PROGRESS') {
      const cause = 'Only a session that is in CREATED or IN_PROGRESS status can be canceled.';
      return refusal(400, 'E0000001', 'Api validation failed: importSessionId', [cause]);
    }
    session.status = 'CLOSED';
    session.loads = [];
    return { status: 204 };
  }

  #load(session: FakeSession, action: 'upsert' | 'delete', body: string): Answer {
    if (session.status !== 'CREATED' && session.status !== 'IN_PROGRESS') {
      return refusal(400, 'E0000001', 'Api validation failed: importSessionId', [
        'Only an open session can be loaded.',
      ]);
    }
    const { profiles } = JSON.parse(body) as { readonly profiles: readonly WireItem[] };
    const causes = profiles.flatMap((item, index) => this.#options.refuses?.(item, index) ?? []);
    if (causes.length > 0) return refusal(400, 'E0000001', 'Api validation failed: profiles', causes);
    const { knownIds } = this.#options;
    const items =
      action === 'upsert' ? profiles : profiles.filter(({ externalId }) => knownIds?.includes(externalId) ?? true);
    if (items.length > 0) {
      session.loads.push({ action, items });
      session.status = 'IN_PROGRESS';
    }
    return { status: 202 };
  }

  #start(session: FakeSession): Answer {
    if (session.status !== 'IN_PROGRESS') {
      const cause = `Session=${session.id} should be in IN_PROGRESS status in order to be processed`;
      return refusal(400, 'E0000001', 'Api validation failed: importSessionId', [cause]);
    }
    session.status = 'TRIGGERED';
    session.triggered = this.#now();
    const answer = { object: wire(session), array: [wire(session)], empty: {} };
    return { status: 200, json: answer[this.#options.startAnswer ?? 'object'] };
  }

  #advanceImports(): void {
    for (const session of this.sessions) {
      const over = this.#now() - session.triggered >= (this.#options.importSeconds ?? 20) * 1000;
      if (session.status !== 'TRIGGERED' || !over) continue;
      const fails = this.#options.failingImports?.includes(session.number) ?? false;
      session.status = fails ? 'ERROR' : 'COMPLETED';
      if (fails) continue;
      for (const { action, items } of session.loads) {
        for (const { externalId, profile } of items) this.people.set(externalId, action === 'upsert' ? profile : null);
      }
    }
  }

  #receipt(url: URL): Answer {
    const { receipts, objectCounters } = this.#options;
    if (receipts === undefined) return refusal(404, 'E0000008', 'The requested path was not found');
    const importId = url.pathname.split('/')[5];
    if (importId === undefined) {
      const session = this.sessions.find(({ id }) => id === url.searchParams.get('sessionId'));
      const scanned = session?.loads.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
      const counters = { users: { scanned, added: scanned, errors: 0 }, ...objectCounters };
      return { status: 200, json: [{ id: `ij1${session?.id.slice(3)}`, sessionId: session?.id, counters }] };
    }
    const after = Number(url.searchParams.get('after') ?? 0);
    const failed = Object.entries(receipts).map(([externalId, reason]) => ({
      externalId,
      action: 'upsert',
      outcome: 'error',
      reason,
      warnings: [],
    }));
    const self = `<${url.origin}${url.pathname}>; rel="self"`;
    const next = `<${url.origin}${url.pathname}?outcome=error&limit=1&after=${after + 1}>; rel="next"`;
    const link = after + 1 < failed.length ? [self, next] : [self];
    return { status: 200, json: failed.slice(after, after + 1), headers: { link } };
  }
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

function refusal(status: number, errorCode: string, errorSummary: string, causes: readonly string[] = []): Answer {
  const errorCauses = causes.map((cause) => ({ errorSummary: cause }));
  return { status, json: { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeTest', errorCauses } };
}

function wire(session: FakeSession) {
  const created = new Date(session.created).toISOString();
  return {
    id: session.id,
    identitySourceId: SOURCE,
    status: session.status,
    importType: 'INCREMENTAL',
    created,
    lastUpdated: created,
  };
}
