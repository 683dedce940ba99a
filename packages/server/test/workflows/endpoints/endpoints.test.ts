import { type HttpPort, memoryHttp } from '@headwater/workflows';
import type { PackBuilder } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterEach, describe, expect, it } from 'vitest';
import { deferred } from '../../../src/jobs/deferred.ts';
import { openSecrets } from '../../../src/secrets/open-secrets.ts';
import { clientTokenHash } from '../../../src/workflows/endpoints/client-token.ts';
import { type BenchOptions, type FlowBench, openFlowBench } from '../support/flow-bench.ts';

let bench: FlowBench;

afterEach(() => bench.close());

function greeting(pack: PackBuilder): void {
  pack.endpoint('Greet', { security: 'open', body: { name: 'string' }, query: { q: 'string' } }, (f) => {
    f.return({ hello: f.arg('name', 'body'), q: f.arg('q', 'query'), raw: f.arg('body', 'raw') });
  });
}

async function address(name: string, token?: string): Promise<void> {
  const { id } = await bench.flow(name);
  const hash = token === undefined ? null : clientTokenHash(token);
  await bench.org.transaction((tx) =>
    tx.execute(sql`UPDATE flows SET alias = 'abc', client_token = ${hash} WHERE id = ${id}`),
  );
}

function post(url: string, body: unknown, more: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...more });
}

describe.each([
  { way: 'durable', settings: { durable: true } },
  { way: 'not durable', settings: { durable: false } },
])('an endpoint that is $way', ({ settings }) => {
  async function open(build: (pack: PackBuilder) => void, name: string, options?: BenchOptions): Promise<string> {
    bench = await openFlowBench(build, options);
    await bench.change(name, settings);
    await address(name);
    const http = memoryHttp(() => ({ status: 418, body: {} }));
    await bench.process({ outside: { http } });
    return `${await bench.serve({ http })}/api/flo/abc/invoke`;
  }

  it('answers with the fields of Return, and names its execution', async () => {
    const url = await open(greeting, 'Greet');
    const answer = await post(`${url}?q=1`, { name: 'Ann' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual({ hello: 'Ann', q: '1', raw: '{"name":"Ann"}' });
    const id = answer.headers.get('x-headwater-execution-id') ?? '';
    await bench.reaches(id, 'succeeded');
    expect(await bench.ended(id)).toMatchObject({ trigger: 'endpoint', durable: settings.durable });
  });

  it('is called by GET too, and by nothing else', async () => {
    const url = await open(greeting, 'Greet');
    expect(await (await fetch(`${url}?q=a`)).json()).toEqual({ hello: null, q: 'a', raw: '' });
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
  });

  it('answers as Close says, and goes on', async () => {
    const url = await open((pack) => {
      pack.endpoint('Close', { security: 'open' }, (f) => {
        f.card('httpfunctions:close', {
          groups: { Response: { statusCode: 202, headers: { 'X-A': 'b' }, body: 'later' } },
        });
        f.wait(1, 'day');
      });
    }, 'Close');
    const answer = await post(url, {});
    expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([202, 'b', 'later']);
  });

  it('answers a failure with its status and message', async () => {
    const url = await open((pack) => {
      pack.endpoint(
        'Bad',
        { security: 'open' },
        (f) => void f.card('httpfunctions:get', { groups: { Request: { URL: 'https://x.example/' } } }),
      );
    }, 'Bad');
    const answer = await post(url, {});
    expect(answer.status).toBe(418);
    expect(await answer.json()).toMatchObject({ error: 'http' });
  });

  it('answers nothing where its flow ends without Return', async () => {
    const url = await open((pack) => {
      pack.endpoint('Silent', { security: 'open' }, (f) => void f.compose('secret'));
    }, 'Silent');
    const answer = await post(url, {});
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('answers with the outputs of the last card there, where that is chosen', async () => {
    const url = await open(
      (pack) => {
        pack.endpoint('Telling', { security: 'open', query: { q: 'string' } }, (f) => {
          f.card('string:concat', { in: { a: 'last ', b: f.arg('q', 'query') } }).out('output');
        });
      },
      'Telling',
      { choices: { endpointWithoutAnswer: 'lastCard200' } },
    );
    const answer = await fetch(`${url}?q=card`);
    expect([answer.status, await answer.json()]).toEqual([200, { output: 'last card' }]);
  });

  it('tells a Return that was met from one that was not', async () => {
    const url = await open((pack) => {
      pack.endpoint('Either', { security: 'open', query: { q: 'string' } }, (f) => {
        f.ifElse([f.arg('q', 'query'), 'is empty'], (inner) => {
          inner.return({ q: 'none' });
          return {};
        });
        f.compose('secret');
      });
    }, 'Either');
    expect(await (await fetch(url)).text()).toBe('{"q":"none"}');
    expect(await (await fetch(`${url}?q=a`)).text()).toBe('');
  });

  it('answers 504 when its flow takes too long, which goes on', async () => {
    bench = await openFlowBench((pack) => {
      pack.endpoint('Slow', { security: 'open' }, (f) => {
        f.card('httpfunctions:get', { groups: { Request: { URL: 'https://x.example/' } } });
        f.return({ a: 'b' });
      });
    });
    await bench.change('Slow', settings);
    await address('Slow');
    const released = deferred<void>();
    const http: HttpPort = {
      async send() {
        await released.promise;
        return { status: 200, headers: {}, body: new Uint8Array() };
      },
    };
    await bench.process({ outside: { http } });
    const answer = await fetch(`${await bench.serve({ http }, 20)}/api/flo/abc/invoke`);
    expect([answer.status, await answer.text()]).toEqual([504, '']);
    released.resolve();
    const id = answer.headers.get('x-headwater-execution-id') ?? '';
    await bench.reaches(id, 'succeeded');
    expect(await bench.ended(id)).toMatchObject({ result: { a: 'b' } });
  });
});

describe('an endpoint that is not durable and computes for long', () => {
  it('lets others have their turn', async () => {
    bench = await openFlowBench((pack) => {
      greeting(pack);
      const add = pack.helper('Add', {}, (f) => void f.card('math:add', { in: { a: 1, b: 2 } }).out('output'));
      const many = pack.helper('Many', {}, (f) => void f.times(10_000, add));
      pack.endpoint('Heavy', { security: 'open' }, (f) => {
        f.times(50, many);
        f.return({ done: true });
      });
    });
    for (const name of ['Greet', 'Heavy']) await bench.change(name, { durable: false });
    await address('Greet');
    const { id } = await bench.flow('Heavy');
    await bench.org.transaction((tx) => tx.execute(sql`UPDATE flows SET alias = 'heavy' WHERE id = ${id}`));
    const url = await bench.serve();
    const order: string[] = [];
    const heavy = fetch(`${url}/api/flo/heavy/invoke`).then(async (answer) => order.push(await answer.text()));
    for (let call = 0; call < 5; call++) {
      await post(`${url}/api/flo/abc/invoke`, {});
      order.push('light');
    }
    await heavy;
    expect(order).toEqual(['light', 'light', 'light', 'light', 'light', '{"done":true}']);
  }, 60_000);
});

describe('an endpoint of a server without a key', () => {
  it('begins nothing with a secret, and tells its caller nothing of the server', async () => {
    bench = await openFlowBench(greeting, {
      secrets: await openSecrets({ dataDir: '', databaseUrl: 'postgres://x', secretKey: undefined }),
    });
    await address('Greet');
    const headers = { authorization: 'Bearer abcdefghijklmnopqrstuvwxyz' };
    const answer = await fetch(`${await bench.serve()}/api/flo/abc/invoke`, { headers });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('HEADWATER');
    expect(await bench.org.read((tx) => tx.query(sql`SELECT FROM flow_executions`))).toEqual([]);
  });
});

describe('who may call an endpoint', () => {
  it.each([
    { what: 'the header', query: '', headers: { 'x-api-client-token': 'right' }, status: 200 },
    { what: 'the query', query: '?clientToken=right', headers: {}, status: 200 },
    { what: 'both', query: '?clientToken=right', headers: { 'x-api-client-token': 'right' }, status: 400 },
    { what: 'a wrong one', query: '?clientToken=wrong', headers: {}, status: 401 },
    { what: 'none', query: '', headers: {}, status: 401 },
  ])('needs its client token: $what gives $status', async ({ query, headers, status }) => {
    bench = await openFlowBench(greeting);
    await bench.change('Greet', { durable: false });
    await address('Greet', 'right');
    const answer = await fetch(`${await bench.serve()}/api/flo/abc/invoke${query}`, { headers });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('right');
  });

  it('cannot tell one that is off from one that is not there', async () => {
    bench = await openFlowBench(greeting);
    await address('Greet');
    await bench.change('Greet', {}, false);
    const url = await bench.serve();
    const answers = await Promise.all(['abc', 'xyz'].map((alias) => fetch(`${url}/api/flo/${alias}/invoke`)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('may call ten times in a second of the org', async () => {
    bench = await openFlowBench(greeting);
    await bench.change('Greet', { durable: false });
    await address('Greet');
    const url = `${await bench.serve()}/api/flo/abc/invoke`;
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) statuses.push((await fetch(url)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    bench.clock.advance(1_000);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('the routes of executions', () => {
  it('start a flow, wait for it, and show what happened', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Echo', { a: 'string' }, (f) => void f.return({ a: f.arg('a') }));
    });
    await bench.process();
    const url = `${await bench.serve()}/api/v1/headwater`;
    const { id: flowId } = await bench.flow('Echo');
    const answer = await post(`${url}/flows/${flowId}/run?wait=30`, { input: { a: 'b' } });
    expect(answer.status).toBe(202);
    const execution = (await answer.json()) as { readonly id: string };
    expect(execution).toMatchObject({ status: 'succeeded', result: { a: 'b' } });
    const list = await fetch(`${url}/flow-executions?flowId=${flowId}&status=succeeded`);
    expect(await list.json()).toEqual([execution]);
    const journal = await fetch(`${url}/flow-executions/${execution.id}/journal?limit=2`);
    expect(journal.headers.get('link')).toContain('after=1');
    expect(((await journal.json()) as readonly object[]).length).toBe(2);
    expect((await post(`${url}/flow-executions/${execution.id}/cancel`, {})).status).toBe(409);
    expect((await fetch(`${url}/flow-executions/fexNONE`)).status).toBe(404);
  });

  it('start a delegated flow in the name of the caller', async () => {
    bench = await openFlowBench((pack) => {
      pack.delegated('Ask', { n: 'number' }, (f) => {
        f.return({ n: f.arg('n', 'inputs'), who: f.arg('okta-user-id', 'user context') });
      });
    });
    await bench.process();
    const url = `${await bench.serve()}/api/v1/headwater/flows/${(await bench.flow('Ask')).id}`;
    const answer = await post(`${url}/invoke?wait=30`, { input: { n: 1 } });
    expect(await answer.json()).toMatchObject({ trigger: 'delegated', result: { n: 1, who: '00uTEST' } });
  });
});
