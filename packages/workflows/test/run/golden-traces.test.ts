import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePack } from '../../src/compile/compile-pack.ts';
import type { Program } from '../../src/compile/program.ts';
import { httpFunctions } from '../../src/connectors/httpfunctions/connector.ts';
import { okta } from '../../src/connectors/okta/connector.ts';
import { stash } from '../../src/connectors/stash/connector.ts';
import type { Pack } from '../../src/pack/pack.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import type { FrameOutcome } from '../../src/run/journal.ts';
import type { HttpRequest } from '../../src/run/ports.ts';
import { startExecution } from '../../src/run/start-execution.ts';
import { readRowsCsv } from '../../src/tables/csv/read-rows-csv.ts';
import { toJson } from '../../src/values/encode.ts';
import type { ValueObject } from '../../src/values/value.ts';
import { sharedFile } from '../support/shared-file.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { graphUser, type OutsideOptions, outside } from './support/outside.ts';
import { idOf, world } from './support/run-flow.ts';

interface GoldenTrace {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly flow: string;
  readonly calls?: readonly GoldenCall[];
  readonly callKinds?: readonly string[];
  readonly waits: readonly { readonly afterCall: number; readonly ms: number }[];
  readonly ignoredErrors: readonly unknown[];
  readonly error: { readonly message: string; readonly statusCode: number } | null;
  readonly result: ValueObject | null;
  readonly tablesAfter: Readonly<Record<string, readonly ValueObject[]>>;
}

interface GoldenCall {
  readonly n: number;
  readonly url: string;
}

interface Setup extends OutsideOptions {
  readonly pageSize?: string;
  /** So many rows of the sample users of the pack. */
  readonly samples?: number;
  /** Without it the table is empty. */
  readonly isConfigured?: boolean;
  readonly staticIteratorObject?: 'item' | 'literal';
  /** People are worked on at once: only the calls about one of them are in order. */
  readonly isConcurrent?: boolean;
}

const person = (first: string, last: string, active: boolean, more: object): object => ({
  id: `${first}.${last}@example.com`.toLowerCase(),
  active,
  title: 'Mr',
  first_name: first,
  last_name: last,
  email: `${first}.${last}@example.com`.toLowerCase(),
  ...more,
});

const ITEMS = [
  person('Albert', 'Gambaro', true, {
    street_number: '2478',
    street_name: 'Calle del Arenal',
    city: 'Las Palmas de Gran Canaria',
    state: 'Andalucía',
    country: 'ES',
    postcode: '15465',
    phone: '973-093-421',
    cell: '630-851-127',
  }),
  person('Neil', 'Gilbert', true, {
    street_number: '7897',
    street_name: 'South Street',
    city: 'Tullamore',
    state: 'Dublin City',
    country: 'IE',
    postcode: '40971',
    phone: '041-746-1335',
    cell: '081-990-5259',
  }),
  person('Emma', 'Kantola', false, { street_number: '1', street_name: 'Rotuaari', country: 'FI' }),
];

const FIVE = [1, 2, 3, 4, 5].map((number) => graphUser(number, number === 2 ? 'Sales' : undefined));

/** What the traces say in words. */
const SETUPS: Readonly<Record<string, Setup>> = {
  'DYN-1': { samples: 3 },
  'DYN-2': { sessions: ['old1'], items: ITEMS },
  'DYN-3': { items: ITEMS },
  'DYN-4': { sessions: ['old1'], items: ITEMS, staticIteratorObject: 'literal' },
  'DYN-5': { sessions: ['old1'], items: ITEMS },
  'PAG-1': { isConfigured: true, pageSize: '2', sessions: ['old1'], enabled: FIVE },
  'PAG-2': { isConfigured: true, disabled: [graphUser(6), graphUser(7)] },
  'PAG-3': { isConfigured: true, pageSize: '1', enabled: Array.from({ length: 52 }, (_, at) => graphUser(at)) },
  'PAG-4': { isConfigured: true, pageSize: '201' },
  'PAG-5': { isConfigured: true, samples: 2 },
  'PAG-6': { isConfigured: true, samples: 2, isConcurrent: true, deactivated: ['alexander.ambrose@contoso.test'] },
  'PAG-7': {},
  'PAG-8': { isConfigured: true },
};

const file = sharedFile('vectors/workflow-golden-traces.json');
const traces =
  file === undefined
    ? []
    : (JSON.parse(readFileSync(file, 'utf8')) as { readonly traces: readonly GoldenTrace[] }).traces;

describe.skipIf(traces.length === 0)('golden traces of the published packs', () => {
  for (const trace of traces) {
    it(`${trace.id}: ${trace.title}`, async () => {
      const setup = SETUPS[trace.id];
      if (setup === undefined) throw new TypeError(`Nobody has set up ${trace.id}`);
      const seen = await run(trace, setup);
      expect(seen.waits).toEqual(trace.waits);
      expect(seen.ignored).toEqual(trace.ignoredErrors);
      expect(seen.tables).toEqual(trace.tablesAfter);
      if (trace.callKinds !== undefined) expect(seen.calls.map(kindOf)).toEqual(trace.callKinds);
      if (trace.calls !== undefined) {
        const ordered = setup.isConcurrent === true ? byPerson : (calls: readonly GoldenCall[]) => calls;
        expect(ordered(seen.calls)).toEqual(ordered(trace.calls));
      }
      expect(shownEnd(seen.outcome)).toEqual(expectedEnd(trace));
    });
  }
});

async function run(trace: GoldenTrace, setup: Setup) {
  const folder = trace.file.replace('iamse/', '');
  const pack = readPack(readFileSync(sharedFile(`packs/${folder}`) ?? ''));
  const answer = outside(setup);
  const statuses: number[] = [];
  const at = world(pack, {
    rows: rowsOf(pack, folder, setup),
    answer: (request) => {
      const response = answer(request);
      statuses.push(response.status ?? 200);
      return response;
    },
  });
  const program = compilePack(pack, { connectors: [stash, httpFunctions, okta] });
  expect(program.report.problems.filter(({ code }) => code !== 'iterator_ambiguous')).toEqual([]);
  const { staticIteratorObject = 'item' } = setup;
  const journal = new MemoryJournal();
  const execution = startExecution({
    program,
    journal,
    flowId: idOf(pack, trace.flow),
    input: {},
    id: 'exe',
    ports: at.ports,
    choices: { staticIteratorObject },
  });
  const waits: { afterCall: number; ms: number }[] = [];
  for (;;) {
    const outcome = await execution.run();
    if (outcome.status === 'sleeping') {
      waits.push({ afterCall: statuses.length, ms: outcome.until.getTime() - at.clock.now().getTime() });
      at.clock.set(outcome.until);
      continue;
    }
    if (outcome.status !== 'ended') throw new TypeError(`The execution is ${outcome.status}`);
    const calls = at.http.requests.map((request, index) => shownCall(request, index + 1, statuses[index] ?? 0));
    const ignored = ignoredErrors(journal, program);
    return { waits, calls, ignored, outcome: outcome.outcome, tables: tablesOf(pack, at) };
  }
}

/** Messages of the calls that For Each - Ignore Errors swallowed. */
function ignoredErrors({ safe }: MemoryJournal, { flows }: Program): readonly unknown[] {
  const swallowing = new Set(
    [...flows.values()].flatMap(({ scope }) =>
      scope.cards.filter(({ name }) => name === 'list:asyncEach').map(({ id }) => id),
    ),
  );
  const swallowed = new Set(
    safe.flatMap((entry) =>
      entry.type === 'opened' && entry.parent !== null && swallowing.has(entry.parent.card) ? [entry.frame] : [],
    ),
  );
  return safe.flatMap((entry) =>
    entry.type === 'closed' && entry.outcome.status === 'failed' && swallowed.has(entry.frame)
      ? [entry.outcome.error.message]
      : [],
  );
}

function rowsOf(pack: Pack, folder: string, setup: Setup): Readonly<Record<string, readonly ValueObject[]>> {
  const { samples = 0, pageSize = '200' } = setup;
  const table = [...pack.tables.values()].find(({ name }) => name === 'Sample Users');
  const csv = readFileSync(sharedFile(`packs/${folder.split('/')[0]}/sampleUsers.csv`) ?? '', 'utf8');
  const config = {
    domain: 'contoso.test',
    client_id: 'CID',
    page_size: pageSize,
    tenant_id: 'TID',
    client_secret: 'SEC',
  };
  const settings = Object.entries(config).map(([name, value]) => ({ name, value, description: '' }));
  return {
    'Sample Users': readRowsCsv(csv, table?.columns ?? []).rows.slice(0, samples),
    Configuration: setup.isConfigured === true ? settings : [],
  };
}

function tablesOf(pack: Pack, at: ReturnType<typeof world>): unknown {
  return Object.fromEntries(
    [...pack.tables.values()].map(({ id, name }) => [name, at.tables.rows(id).map(({ values }) => toJson(values))]),
  );
}

/** Without their numbers, the calls about one person after those about the one before. */
function byPerson(calls: readonly GoldenCall[]): readonly object[] {
  const personOf = ({ url }: GoldenCall): string => new URL(url).pathname.split('/')[4] ?? '';
  const sorted = calls.toSorted((a, b) => (personOf(a) < personOf(b) ? -1 : personOf(a) > personOf(b) ? 1 : a.n - b.n));
  return sorted.map(({ n: _n, ...call }) => call);
}

function shownCall({ connection, method, url, headers, body }: HttpRequest, n: number, status: number) {
  const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const contentType = names.get('content-type');
  const authorization = names.get('authorization');
  return {
    n,
    method,
    url: connection?.connector === 'okta' ? `https://example.okta.test${url}` : url,
    ...(body === null || contentType === undefined ? {} : { contentType }),
    ...(authorization === undefined ? {} : { authorization }),
    ...(typeof body === 'string' ? { body: contentType === 'application/json' ? JSON.parse(body) : body } : {}),
    status,
  };
}

/** Method and end of the path, as the longest trace has its calls. */
function kindOf({ method, url }: { readonly method: string; readonly url: string }): string {
  return `${method} ${new URL(url).pathname.replace(/^\/api\/v1\/identity-sources\/[^/]+/, '')}`;
}

/** Ids that were made are not compared; a failure of HTTP says in its description what the service said. */
function shownEnd(outcome: FrameOutcome): unknown {
  if (outcome.status !== 'failed') return withoutRowId(outcome.result);
  const { kind, message, description, statusCode } = outcome.error;
  return { message: kind === 'http' ? description : message, statusCode };
}

function expectedEnd({ error, result }: GoldenTrace): unknown {
  if (error !== null) return { message: error.message, statusCode: error.statusCode };
  return withoutRowId(result ?? {});
}

function withoutRowId({ 'Row ID': _made, ...result }: ValueObject): ValueObject {
  return result;
}
