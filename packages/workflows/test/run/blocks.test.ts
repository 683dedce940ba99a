import { describe, expect, it } from 'vitest';
import { buildPack } from '../support/build-pack.ts';
import { probe } from './support/probe.ts';
import { errorOf, resultOf, runFlow, world } from './support/run-flow.ts';

describe('If Error', () => {
  const pack = buildPack((pack) => {
    const fails = pack.helper('Fails', { word: 'string' }, (f) => {
      f.throwIf([f.arg('word'), '==', 'bad'], f.compose('No {{word}} words', { word: f.arg('word') }), 422);
      f.return({ word: f.arg('word') });
    });
    pack.helper('Guarded', { word: 'string' }, (f) => {
      const word = f.arg('word');
      const called = f.tryCatch(
        (f) => ({ got: f.call(fails, { word }).out('word') }),
        (f) => {
          const error = f.ctx('error');
          return { got: f.compose('{{m}} ({{s}})', { m: error.at('message'), s: error.at('statusCode') }) };
        },
      );
      f.return({ got: called.out('got') });
    });
    pack.helper('Failing handler', {}, (f) => {
      f.tryCatch(
        (f) => {
          f.throwIf([1, '==', 1], 'first');
          return {};
        },
        (f) => {
          f.throwIf([1, '==', 1], f.compose('second after {{m}}', { m: f.ctx('error').at('message') }));
          return {};
        },
      );
    });
    pack.helper('Halting', {}, (f) => {
      const tried = f.tryCatch(
        (f) => {
          f.continueIf([1, '==', 2], 'left the block');
          return { word: 'unreached' };
        },
        () => ({ word: 'handled' }),
      );
      f.return({ word: tried.out('word'), after: 'went on' });
    });
  }).read();

  it('gives what its body returned, with values of the flow around it', async () => {
    expect(await resultOf(pack, 'Guarded', { word: 'good' })).toEqual({ got: 'good' });
  });

  it('gives what the handler returned, which sees the error', async () => {
    expect(await resultOf(pack, 'Guarded', { word: 'bad' })).toEqual({ got: 'No bad words (422)' });
  });

  it('fails when its handler fails', async () => {
    expect(await errorOf(pack, 'Failing handler')).toMatchObject({ message: 'second after first', statusCode: 400 });
  });

  it('sees through three levels of blocks what the flow around them has', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Deep', { n: 'number' }, (f) => {
        const n = f.arg('n');
        const word = f.compose('n is {{n}}', { n });
        const outer = f.tryCatch(
          (f) => {
            const inner = f.branch(
              [
                [
                  [n, '>', 0],
                  (f) => {
                    const innermost = f.tryCatch(
                      (f) => ({ said: f.compose('{{word}}!', { word }) }),
                      () => ({ said: 'failed' }),
                    );
                    return { said: innermost.out('said') };
                  },
                ],
              ],
              () => ({ said: 'nothing' }),
            );
            return { said: inner.out('said') };
          },
          () => ({ said: 'failed' }),
        );
        f.return({ said: outer.out('said') });
      });
    }).read();
    expect(await resultOf(pack, 'Deep', { n: 3 })).toEqual({ said: 'n is 3!' });
    expect(await resultOf(pack, 'Deep', { n: 0 })).toEqual({ said: 'nothing' });
  });

  it('is all that Continue If inside of it leaves', async () => {
    expect(await resultOf(pack, 'Halting')).toEqual({ word: null, after: 'went on' });
  });
});

describe('If/ElseIf', () => {
  const pack = buildPack((pack) => {
    pack.helper('Grade', { points: 'number' }, (f) => {
      const p = f.arg('points');
      const chosen = f.branch(
        [
          [[p, '>', 90], () => ({ grade: 'A' })],
          [[p, '>', 50], (f) => ({ grade: f.compose('B of {{p}}', { p }) })],
        ],
        () => ({ grade: 'C' }),
      );
      f.return({ grade: chosen.out('grade') });
    });
    pack.helper('Leaving', {}, (f) => {
      const chosen = f.branch(
        [
          [
            [1, '==', 1],
            (f) => {
              f.return({ word: 'early' });
              return { word: 'late' };
            },
          ],
        ],
        () => ({ word: 'none' }),
      );
      f.return({ word: chosen.out('word'), after: 'went on' });
    });
  }).read();

  it('runs the first condition that holds, else the last block', async () => {
    expect(await resultOf(pack, 'Grade', { points: 95 })).toEqual({ grade: 'A' });
    expect(await resultOf(pack, 'Grade', { points: 60 })).toEqual({ grade: 'B of 60' });
    expect(await resultOf(pack, 'Grade', { points: 10 })).toEqual({ grade: 'C' });
  });

  it('is all that Return inside of it leaves', async () => {
    expect(await resultOf(pack, 'Leaving')).toEqual({ word: 'early', after: 'went on' });
  });

  it('tests conditions by the index of their left operands, not by their order in the file', async () => {
    const built = buildPack((pack) => {
      pack.manual('Main', (f) => {
        const chosen = f.branch(
          [
            [[1, '==', 1], () => ({ word: 'first' })],
            [[1, '==', 1], () => ({ word: 'second' })],
          ],
          () => ({ word: 'none' }),
        );
        f.return({ word: chosen.out('word') });
      });
    });
    const text = built.text();
    const json = JSON.parse(text) as { data: { flos: Record<string, { data: { methods: MethodJson[] } }> } };
    for (const { data } of Object.values(json.data.flos)) {
      for (const { node } of data.methods) {
        const { inputs } = node.model;
        inputs.data = Object.fromEntries(Object.entries(inputs.data).reverse());
      }
    }
    const { readPack } = await import('../../src/pack/read-pack.ts');
    expect(await resultOf(readPack(JSON.stringify(json)), 'Main')).toEqual({ word: 'first' });
  });
});

interface MethodJson {
  readonly node: { readonly model: { readonly inputs: { data: Record<string, unknown> } } };
}

describe('an event flow', () => {
  const pack = buildPack((pack) => {
    pack.event('On login', 'okta:userSignedIn', { 'Event ID': 'string', Admin: 'object' }, (f) => {
      const id = f.arg('Event ID', 'Output');
      f.continueIf([id, '!=', 'skip']);
      f.throwIf([id, '==', 'bad'], 'bad event');
      f.card('probe:change', {
        in: { what: f.compose('{{id}}-{{who}}', { id, who: f.arg('Admin', 'Output').at('ID') }) },
      });
    });
  }).read();
  const event = (id: string) => ({ 'Event ID': id, Admin: { ID: `of-${id}` } });
  const input = { '': { collection: [event('a'), event('skip'), event('bad'), event('b')] } };

  it('works on its events in order and goes on after one that failed', async () => {
    const at = world(pack, { answer: () => ({ status: 200 }) });
    await runFlow(pack, 'On login', { world: at, connectors: [probe], input });
    expect(at.http.requests.map(({ url }) => url)).toEqual(['https://probe.test/a-of-a', 'https://probe.test/b-of-b']);
  });

  it('stops after a failed event where the switch says so', async () => {
    const at = world(pack, { answer: () => ({ status: 200 }) });
    const choices = { eventBatchAfterError: 'stops' } as const;
    const outcome = await runFlow(pack, 'On login', { world: at, connectors: [probe], input, choices });
    expect(outcome).toMatchObject({ status: 'failed', error: { message: 'bad event' } });
    expect(at.http.requests.map(({ url }) => url)).toEqual(['https://probe.test/a-of-a']);
  });
});
