import { describe, expect, it } from 'vitest';
import { buildPack } from '../support/build-pack.ts';
import { idOf, resultOf, runFlow, world } from './support/run-flow.ts';

describe('what the engine tells a flow', () => {
  const pack = buildPack((pack) => {
    const child = pack.helper('Child', {}, (f) => {
      f.return({ parent: f.ctx('parent'), id: f.ctx('execution_id'), index: f.ctx('index') });
    });
    pack.scheduled('Main', '0 9 * * *', (f) => {
      const called = f.call(child);
      f.return({
        time: f.ctx('execution_time'),
        id: f.ctx('execution_id'),
        parent: called.out('parent', 'object'),
        child: called.out('id'),
        index: called.out('index'),
      });
    });
  }).read();

  it('are the time and the id of the execution, and to a helper its caller', async () => {
    const at = world(pack);
    const child = expect.stringMatching(/^[0-9A-Za-z]{20}$/);
    expect(await resultOf(pack, 'Main', {}, { world: at, id: 'flx7' })).toEqual({
      time: '2026-01-01T00:00:00.000Z',
      id: 'flx7',
      parent: { id: idOf(pack, 'Main'), method: 'spawn1', name: 'Main', execution_id: 'flx7' },
      child,
      index: null,
    });
  });

  it('is the time a host gives, where it gives one', async () => {
    const input = { context: { execution_time: '2026-02-03T04:05:06.000Z' } };
    const outcome = await runFlow(pack, 'Main', { input });
    expect(outcome).toMatchObject({ result: { time: '2026-02-03T04:05:06.000Z' } });
  });
});

describe('an API endpoint', () => {
  const pack = buildPack((pack) => {
    pack.endpoint(
      'Hook',
      { body: { name: 'string' }, query: { page: 'string' }, headers: { 'X-Token': 'string' } },
      (f) => {
        f.ifElse([f.arg('name', 'body'), '==', 'raw'], (f) => {
          f.card('control:returnRaw', { in: { statusCode: 418, headers: { 'X-A': 1, 'X-B': null }, body: '<tea/>' } });
          return {};
        });
        f.ifElse([f.arg('name', 'body'), '==', 'wrong'], (f) => {
          f.card('control:returnRaw', { in: { statusCode: 42, headers: {}, body: '' } });
          return {};
        });
        f.return({
          name: f.arg('name', 'body'),
          page: f.arg('page', 'query'),
          token: f.arg('X-Token', 'headers'),
          body: f.arg('body', 'raw'),
        });
      },
    );
  }).read();

  it('has fields of body, query and headers, the last in lower case', async () => {
    const input = {
      raw: { body: '{}', query: '', headers: {} },
      body: { name: 'Ada' },
      query: { page: '2' },
      headers: { 'x-token': 'T' },
    };
    expect(await runFlow(pack, 'Hook', { input })).toEqual({
      status: 'returned',
      result: { name: 'Ada', page: '2', token: 'T', body: '{}' },
    });
  });

  it('answers word for word with Return Raw', async () => {
    expect(await runFlow(pack, 'Hook', { input: { body: { name: 'raw' } } })).toEqual({
      status: 'returned',
      result: { statusCode: 418, headers: { 'X-A': 1, 'X-B': null }, body: '<tea/>' },
      answer: { statusCode: 418, headers: { 'X-A': '1' }, body: '<tea/>' },
    });
  });

  it('fails at a Return Raw whose status nobody can send', async () => {
    expect(await runFlow(pack, 'Hook', { input: { body: { name: 'wrong' } } })).toMatchObject({
      status: 'failed',
      error: {
        kind: 'invalid_input',
        message: 'The status code 42 cannot be sent; use 200, or 400 to 599 for an error.',
      },
    });
  });
});

describe('a delegated flow', () => {
  it('has the fields of its form and who started it', async () => {
    const pack = buildPack((pack) => {
      pack.delegated('Form', { reason: 'string' }, (f) => {
        f.return({ reason: f.arg('reason', 'inputs'), who: f.arg('okta-user-id', 'user context') });
      });
    }).read();
    const input = { inputs: { reason: 'leave' }, 'user context': { 'okta-user-id': '00u1' } };
    expect(await runFlow(pack, 'Form', { input })).toEqual({
      status: 'returned',
      result: { reason: 'leave', who: '00u1' },
    });
  });
});
