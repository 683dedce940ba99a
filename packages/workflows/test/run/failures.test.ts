import { describe, expect, it } from 'vitest';
import type { KernelFunction } from '../../src/kernel/kernel-function.ts';
import { KERNEL_FUNCTIONS } from '../../src/kernel/registry.ts';
import { MAX_LIST_LENGTH } from '../../src/values/bounds.ts';
import { buildPack, type CardSpec } from '../support/build-pack.ts';
import { probe } from './support/probe.ts';
import { errorOf, executionOf, idOf, resultOf, runFlow, world } from './support/run-flow.ts';

/** A flow with one card that calls out, and what the outside answers to its tries. */
function calling(onError: NonNullable<CardSpec['onError']>, statuses: readonly number[]) {
  const pack = buildPack((pack) => {
    pack.helper('Listener', {}, (f) => {
      const error = f.ctx('error');
      f.card('probe:look', { in: { what: f.compose('heard-{{s}}', { s: error.at('statusCode') }) } });
    });
    const flo = pack.ref('Listener').id;
    pack.manual('Main', (f) => {
      f.return({
        answer: f
          .card('probe:change', { in: { what: 'it' }, onError: onError.type === 'flo' ? { flo, ...onError } : onError })
          .out('answer'),
      });
    });
  }).read();
  const at = world(pack, { answer: (_request, number) => ({ status: statuses[number - 1] ?? 200, body: 'fine' }) });
  return { pack, at };
}

describe('the error of a card', () => {
  it('tells of an HTTP answer: status, headers, body, and the fields of the body at the top', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('probe:change', { in: { what: 'it' } });
      });
    }).read();
    const body = { errorSummary: 'Api validation failed', errorCauses: [{ errorSummary: 'login' }], message: 'inner' };
    const at = world(pack, { answer: () => ({ status: 400, body }) });
    expect(await errorOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toEqual({
      message: '400 Bad Request',
      statusCode: 400,
      code: 400,
      headers: { 'content-type': 'application/json' },
      body,
      method: 'change1',
      flo: idOf(pack, 'Main'),
      execution: 'exe',
      module: 'probe',
      kind: 'http',
      description: 'Api validation failed',
      errorSummary: 'Api validation failed',
      errorCauses: [{ errorSummary: 'login' }],
    });
  });

  it('carries the fields the author added to Return Error', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('control:throw', { in: { statusCode: 409, message: 'Taken' }, custom: { login: 'ada', kind: 'mine' } });
      });
    }).read();
    expect(await errorOf(pack, 'Main')).toMatchObject({ message: 'Taken', code: 409, login: 'ada', kind: 'thrown' });
  });

  it('says of a card nobody has implemented which one it is, when it is reached', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Main', { mail: 'boolean' }, (f) => {
        f.ifElse([f.arg('mail'), '==', true], (f) => {
          f.card('gmail:sendEmail2', { title: 'Send Email' });
          return {};
        });
        f.return({ done: true });
      });
    }).read();
    expect(await resultOf(pack, 'Main', { mail: false })).toEqual({ done: true });
    expect(await errorOf(pack, 'Main', { mail: true })).toMatchObject({
      kind: 'not_implemented',
      message: 'The card "Send Email" (gmail sendEmail2) is not implemented here; the flow fails when it gets there',
    });
  });

  it('says which required input is empty before anything is sent, unless the switch lets it go', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('probe:change', { title: 'Change it', in: { what: '' } });
      });
    }).read();
    const at = world(pack, { answer: () => ({ status: 200 }) });
    expect(await errorOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toMatchObject({
      message: 'Change it: required input "what" is empty',
      statusCode: 400,
      kind: 'required_input_empty',
    });
    expect(at.http.requests).toEqual([]);
    const choices = { requiredInputEmpty: 'sends' } as const;
    expect(await resultOf(pack, 'Main', {}, { world: at, connectors: [probe], choices })).toEqual({});
  });

  it('is what a card failed with, also when nobody foresaw it', async () => {
    const broken: KernelFunction = {
      name: 'list:broken',
      title: 'Broken',
      run: () => {
        throw new TypeError('undefined is not a function');
      },
      examples: [],
    };
    const kernel = new Map([...KERNEL_FUNCTIONS, [broken.name, broken]]);
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('list:broken');
      });
    }).read();
    expect(await errorOf(pack, 'Main', {}, { compile: { kernel } })).toMatchObject({
      kind: 'unavailable',
      message: 'The card failed in a way nobody foresaw: undefined is not a function',
    });
  });

  it('tells of a list longer than any card may make', async () => {
    const long: KernelFunction = {
      name: 'list:long',
      title: 'Long',
      run: () => ({ list: new Array(MAX_LIST_LENGTH + 1).fill(null) }),
      examples: [],
    };
    const kernel = new Map([...KERNEL_FUNCTIONS, [long.name, long]]);
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.card('list:long');
      });
    }).read();
    expect(await errorOf(pack, 'Main', {}, { compile: { kernel } })).toMatchObject({ kind: 'limit_exceeded' });
  });

  it('tells of a conversion that a pin could not make', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Main', { text: 'string' }, (f) => {
        f.return({ object: f.arg('text').as('parse') });
      });
    }).read();
    expect(await errorOf(pack, 'Main', { text: '{"a":' })).toMatchObject({
      kind: 'type_conversion',
      message: 'Invalid type conversion: text "{"a":" is no JSON',
      method: 'return1',
    });
  });

  it('tells of a helper that is not in the pack', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.call(pack.ref('Elsewhere'));
      });
    }).read();
    expect(await errorOf(pack, 'Main')).toMatchObject({ kind: 'not_found' });
  });
});

describe('an error policy', () => {
  it('tries a card again after its delay', async () => {
    const { pack, at } = calling({ type: 'finish', retry: 2, delay: 60_000 }, [500, 500]);
    const begin = at.clock.now().getTime();
    expect(await resultOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toEqual({ answer: 'fine' });
    expect(at.http.requests.map(({ callId }) => callId)).toEqual([
      'exe/root/change1/1',
      'exe/root/change1/2',
      'exe/root/change1/3',
    ]);
    expect(at.clock.now().getTime() - begin).toBe(120_000);
  });

  it('waits five minutes where the card does not say how long', async () => {
    const { pack, at } = calling({ type: 'finish', retry: 1 }, [500]);
    const begin = at.clock.now().getTime();
    await runFlow(pack, 'Main', { world: at, connectors: [probe] });
    expect(at.clock.now().getTime() - begin).toBe(300_000);
  });

  it('only ends the flow where the flow to hear of the error is a leftover number', async () => {
    const { pack, at } = calling({ type: 'flo', flo: 52 }, [418]);
    expect(await errorOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toMatchObject({ statusCode: 418 });
    expect(at.http.requests.map(({ url }) => url)).toEqual(['https://probe.test/it']);
  });

  it('draws the delay from a range', async () => {
    const { pack, at } = calling({ type: 'finish', retry: 1, delay: [60_000, 180_000] }, [500]);
    const begin = at.clock.now().getTime();
    await runFlow(pack, 'Main', { world: at, connectors: [probe] });
    const waited = at.clock.now().getTime() - begin;
    expect(waited).toBeGreaterThanOrEqual(60_000);
    expect(waited).toBeLessThanOrEqual(180_000);
  });

  it('gives up after the last try', async () => {
    const { pack, at } = calling({ type: 'finish', retry: 1, delay: 1 }, [500, 503]);
    expect(await errorOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toMatchObject({ statusCode: 503 });
  });

  it('tries again for rate limits only where it says so', async () => {
    const onError = { type: 'finish', retry: 3, delay: 1, retryCondition: 'ratelimits' };
    const limited = calling(onError, [429, 429]);
    expect(await resultOf(limited.pack, 'Main', {}, { world: limited.at, connectors: [probe] })).toEqual({
      answer: 'fine',
    });
    const failed = calling(onError, [429, 500]);
    expect(await errorOf(failed.pack, 'Main', {}, { world: failed.at, connectors: [probe] })).toMatchObject({
      statusCode: 500,
    });
  });

  it('lets a flow hear of the error, and ends with it all the same', async () => {
    const { pack, at } = calling({ type: 'flo' }, [418]);
    expect(await errorOf(pack, 'Main', {}, { world: at, connectors: [probe] })).toMatchObject({ statusCode: 418 });
    expect(at.http.requests.map(({ url }) => url)).toEqual(['https://probe.test/it', 'https://probe.test/heard-418']);
  });
});

describe('limits of an execution', () => {
  it('count the cards that run', async () => {
    const pack = buildPack((pack) => {
      const self = pack.ref('Forever');
      pack.helper('Forever', {}, (f) => {
        f.construct({ a: 1 });
        f.times(100, self);
      });
    }).read();
    expect(await errorOf(pack, 'Forever', {}, { limits: { steps: 5_000 } })).toMatchObject({
      kind: 'limit_exceeded',
      message: 'The execution ran more than 5000 cards, the limit; split the work into several executions',
    });
  });

  it('end a flow that catches its own errors for ever', async () => {
    const pack = buildPack((pack) => {
      const self = pack.ref('Stubborn');
      pack.helper('Stubborn', {}, (f) => {
        f.tryCatch(
          (f) => {
            f.call(self);
            return {};
          },
          (f) => {
            f.call(self);
            return {};
          },
        );
      });
    }).read();
    const outcome = await runFlow(pack, 'Stubborn', { limits: { steps: 2_000, depth: 50 } });
    expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'limit_exceeded' } });
  });
});

describe('a port that breaks', () => {
  it('makes the run reject, and is no error a flow could catch', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Main', (f) => {
        f.tryCatch(
          (f) => {
            f.card('probe:change', { in: { what: 'it' } });
            return {};
          },
          () => ({}),
        );
      });
    }).read();
    class DatabaseAway extends Error {}
    const at = world(pack, {
      answer: () => {
        throw new DatabaseAway('gone');
      },
    });
    const execution = executionOf(pack, 'Main', { world: at, connectors: [probe] });
    await expect(execution.run()).rejects.toThrow(DatabaseAway);
    await expect(execution.run()).rejects.toThrow(DatabaseAway);
  });
});
