import { memoryHttp } from '@headwater/workflows';
import type { PackBuilder } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterEach, describe, expect, it } from 'vitest';
import { clientTokenHash } from '../../../src/workflows/endpoints/client-token.ts';
import { type FlowBench, openFlowBench } from '../support/flow-bench.ts';

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
  async function open(build: (pack: PackBuilder) => void, name: string): Promise<string> {
    bench = await openFlowBench(build);
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
