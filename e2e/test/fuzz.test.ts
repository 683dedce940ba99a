import { AMBIGUITIES, type Choices, ERROR_CATALOGUE } from '@headwater/protocol';
import { updateOrg } from '@headwater/server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiDescription } from '../src/api-description.ts';
import { type FuzzRequest, type Pool, requestsTo } from '../src/fuzz/arbitrary.ts';
import { HOSTILE_BODIES } from '../src/fuzz/hostile.ts';
import { type Operation, operationsOf } from '../src/fuzz/operation.ts';
import { type Answer, send } from '../src/http-call.ts';
import { type Administration, administer, makeOrg, type TestOrg } from '../src/org.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

/** Requests to each operation. More, with another seed, by hand: HEADWATER_FUZZ_RUNS=1000 HEADWATER_FUZZ_SEED=7. */
const RUNS = Number(process.env.HEADWATER_FUZZ_RUNS ?? 25);
const SEED = Number(process.env.HEADWATER_FUZZ_SEED ?? 20_260_301);

/** Answers with another content type than the description's JSON, by the protocols they belong to. */
const OTHER_PROTOCOLS = /^\/(?:oauth2|\.well-known|openapi|health)/;

const OKTA_CODES: ReadonlySet<string> = new Set(Object.values(ERROR_CATALOGUE).map(({ oktaCode }) => oktaCode));

const stage = new Stage();
let dataDir: string;
let server: ServerProcess;
let description: ApiDescription;
let operations: readonly Operation[];

beforeAll(async () => {
  dataDir = await stage.folder();
  server = await stage.start({ dataDir });
  const document: unknown = JSON.parse((await send(server.url, { method: 'GET', path: '/openapi.json' })).text);
  if (typeof document !== 'object' || document === null) throw new TypeError('The description is an object');
  description = new ApiDescription(document);
  operations = operationsOf(document);
});

afterAll(() => stage.close());

function call(org: TestOrg, method: string, path: string, body?: string | Buffer, headers = {}): Promise<Answer> {
  return send(server.url, {
    method,
    path,
    headers: {
      host: `${org.name}.localhost`,
      authorization: `SSWS ${org.token}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}

let orgs = 0;

/** The answer of every question that is no default. */
const OTHER_ANSWERS = Object.fromEntries(
  Object.entries(AMBIGUITIES).map(([name, { answers, default: usual }]) => [
    name,
    Object.keys(answers).findLast((answer) => answer !== usual),
  ]),
) as Choices;

/** An org with something of everything in it, and the ids of that by the names of path parameters. */
async function furnish(
  administration: Administration,
  choices: Partial<Choices>,
): Promise<{ readonly org: TestOrg; readonly pool: Pool }> {
  const org = await makeOrg(administration, `fuzz_${++orgs}`, { requestsPerMinute: 10_000_000 });
  const source = `/api/v1/identity-sources/${org.sourceId}`;
  const post = async (path: string, json?: unknown) => {
    const answer = await call(org, 'POST', path, json === undefined ? undefined : JSON.stringify(json));
    if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.text === '' ? {} : (JSON.parse(answer.text) as Readonly<Record<string, string>>);
  };
  await until('The server knows the org', async () => {
    const { status } = await call(org, 'GET', `${source}/sessions`);
    return status === 200 ? true : undefined;
  });
  const person = (login: string) => ({ userName: login, email: login, firstName: 'Fuzz', lastName: login });
  await post(`${source}/users`, { externalId: 'fuzz-1', profile: person('fuzz-1@corp.example') });
  const sourced = await post(`${source}/groups`, { externalId: 'fuzz-g', profile: { displayName: 'Sourced' } });
  await post(`${source}/groups/fuzz-g/membership`, { memberExternalId: 'fuzz-1' });
  const session = await post(`${source}/sessions`);
  const profile = { login: 'fuzz-2@corp.example', email: 'fuzz-2@corp.example', firstName: 'Fuzz', lastName: 'Two' };
  const user = await post('/api/v1/users?activate=false', { profile });
  const group = await post('/api/v1/groups', { profile: { name: 'Own' } });
  const mappings = await call(org, 'GET', '/api/v1/mappings');
  const mappingIds = (JSON.parse(mappings.text) as readonly { readonly id: string }[]).map(({ id }) => id);
  const groupIds = [group.id, sourced.id].flatMap((id) => id ?? []);
  const userIds = [user.id ?? '', 'fuzz-1@corp.example'];
  await updateOrg(administration.database, org.name, { settings: { choices } });
  const pool: Pool = {
    identitySourceId: [org.sourceId],
    sessionId: [session.id ?? ''],
    externalId: ['fuzz-1'],
    groupOrExternalId: ['fuzz-g', sourced.id ?? ''],
    memberExternalId: ['fuzz-1'],
    appId: [org.sourceId],
    userId: userIds,
    groupId: groupIds,
    mappingId: mappingIds,
    schemaId: ['default'],
    typeId: ['default'],
    featureName: ['INBOUND_PROVISIONING', 'USER_PROVISIONING'],
  };
  return { org, pool };
}

/** What is wrong with an answer; undefined when nothing is. */
function faultOf(operation: Operation, path: string, answer: Answer): string | undefined {
  const { status, text } = answer;
  if (status >= 500) return `${status}: ${text}`;
  // A path parameter that swallowed or lost a segment means another operation.
  if (description.operationOf(operation.method, path) !== operation.id) return undefined;
  const [deviation] = description.check(operation.method, path, answer);
  if (deviation !== undefined) return deviation.detail;
  if (status < 400 || OTHER_PROTOCOLS.test(path) || text === '') return undefined;
  const { errorCode } = JSON.parse(text) as { readonly errorCode?: string };
  return OKTA_CODES.has(errorCode ?? '') ? undefined : `the error code ${errorCode} is in no catalogue`;
}

async function fuzz(operation: Operation, org: TestOrg, pool: Pool, runs: number): Promise<string | undefined> {
  const isPublicOperation = (path: string) => {
    try {
      return description.operationOf(operation.method, path) === operation.id;
    } catch {
      return false;
    }
  };
  const property = fc.asyncProperty(requestsTo(operation, pool), async ({ path, body }: FuzzRequest) => {
    if (!isPublicOperation(path)) return;
    const answer = await call(org, operation.method, path, body);
    const fault = faultOf(operation, path, answer);
    if (fault !== undefined)
      throw new Error(`${operation.method} ${path} ${(body ?? '').slice(0, 400)}\n→ ${fault.slice(0, 600)}`);
  });
  const outcome = await fc.check(property, { numRuns: runs, seed: SEED, endOnFailure: true });
  if (!outcome.failed) return undefined;
  return outcome.errorInstance instanceof Error ? outcome.errorInstance.message : String(outcome.errorInstance);
}

describe.each([
  ['as the register says', {}, RUNS],
  // Groups may still be loaded: else every operation on them answers the same.
  ['in every other way', { ...OTHER_ANSWERS, groupLoads: 'supported' } as const, Math.ceil(RUNS / 2)],
])('requests made of the API description, to an org that answers %s,', (_how, choices, runs) => {
  test('find no fault, no unlisted error and no answer of another shape', { timeout: 600_000 }, async () => {
    const faults: Record<string, string> = {};
    await administer({ dataDir }, async (administration) => {
      const reading = await furnish(administration, choices);
      for (const operation of operations) {
        // What changes an org may take its token or its limits away: each such operation has its own.
        const { org, pool } = operation.method === 'GET' ? reading : await furnish(administration, choices);
        const fault = await fuzz(operation, org, pool, runs);
        if (fault !== undefined) faults[operation.id] = fault;
      }
    });
    expect(faults).toEqual({});
  });
});

describe('bodies that mean harm', () => {
  test('are refused or cut off, by every operation that takes one', {
    timeout: 600_000,
  }, async () => {
    const faults: Record<string, string> = {};
    await administer({ dataDir }, async (administration) => {
      const { org, pool } = await furnish(administration, {});
      for (const operation of operations.filter(({ body }) => body !== undefined)) {
        const path = operation.template.replace(/\{(\w+)\}/g, (_whole, name: string) =>
          encodeURIComponent(pool[name]?.[0] ?? 'x'),
        );
        for (const { name, body, headers } of HOSTILE_BODIES) {
          const status = await call(org, operation.method, path, body, headers).then(
            (answer) => answer.status,
            () => 'cut off',
          );
          if (typeof status === 'number' && status >= 500) faults[`${operation.id}, ${name}`] = String(status);
        }
      }
    });
    expect(faults).toEqual({});
  });
});

test('the server is well after all this', async () => {
  expect((await send(server.url, { method: 'GET', path: '/health' })).status).toBe(200);
});
