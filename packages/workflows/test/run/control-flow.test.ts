import { describe, expect, it } from 'vitest';
import { buildPack, field } from '../support/build-pack.ts';
import { errorOf, executionOf, resultOf, runFlow, world } from './support/run-flow.ts';

describe('a flow without branches', () => {
  it('runs card by card and returns the fields of Return', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Greet', { first: 'string', last: 'string' }, (f) => {
        const name = f.compose('{{first}} {{last}}', { first: f.arg('first'), last: f.arg('last') });
        f.comment('Politeness');
        f.return({ greeting: f.compose('Hello {{name}}', { name }) });
      });
    }).read();
    expect(await resultOf(pack, 'Greet', { first: 'Ada', last: 'Lovelace' })).toEqual({
      greeting: 'Hello Ada Lovelace',
    });
  });

  it('yields the outputs of its last executed card when there is no Return', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Shape', { id: 'string' }, (f) => {
        f.construct({ externalId: f.arg('id') });
        f.comment('The end');
      });
    }).read();
    expect(await resultOf(pack, 'Shape', { id: '7' })).toEqual({ output: { externalId: '7' } });
  });

  it('yields nothing when only its start card ran', async () => {
    const pack = buildPack((pack) => {
      pack.manual('Nothing', () => {});
    }).read();
    expect(await runFlow(pack, 'Nothing')).toEqual({ status: 'returned', result: {}, by: 'lastCard' });
  });

  it('ignores arguments that are no parameters, and takes the literal for those it was not given', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Give', { a: 'string', b: 'string[]' }, (f) => {
        f.return({ a: f.arg('a'), b: f.arg('b') });
      });
    }).read();
    expect(await resultOf(pack, 'Give', { c: 'stale' })).toEqual({ a: null, b: [] });
  });

  it('takes parts of objects by hidden cards, literal keys with dots first, and null for what is missing', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Part', { page: 'object' }, (f) => {
        const page = f.arg('page');
        f.return({ link: page.at('@odata.nextLink'), deep: page.at(['a', 'b']), none: page.at('x') });
      });
    }).read();
    const page = { '@odata.nextLink': 'next', a: { b: 1 } };
    expect(await resultOf(pack, 'Part', { page })).toEqual({ link: 'next', deep: 1, none: null });
  });

  it('converts on pins as they say', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Convert', { json: 'string', n: 'string', list: 'string' }, (f) => {
        f.return({
          json: f.arg('json').as('parse'),
          n: f.arg('n').as('parseFloat'),
          list: f.arg('list').as('wrapArray'),
        });
      });
    }).read();
    const result = await resultOf(pack, 'Convert', { json: '{"a":[1]}', n: '2.5', list: 'x' });
    expect(result).toEqual({ json: { a: [1] }, n: 2.5, list: ['x'] });
  });
});

describe('If/Else', () => {
  const pack = buildPack((pack) => {
    pack.helper('Size', { n: 'number' }, (f) => {
      const join = f.ifElse(
        [f.arg('n'), '>', 100],
        (f) => {
          const inner = f.ifElse(
            [f.arg('n'), '>', 1000],
            () => ({ word: 'huge' }),
            () => ({ word: 'large' }),
          );
          return { word: inner.out('word') };
        },
        (f) => ({ word: f.compose('small: {{n}}', { n: f.arg('n') }) }),
      );
      f.return({ word: join.out('word') });
    });
    pack.helper('Early', { n: 'number' }, (f) => {
      f.ifElse([f.arg('n'), '==', 0], (f) => {
        f.return({ reason: 'empty' });
        return {};
      });
      f.return({ reason: 'worked' });
    });
  }).read();

  it('runs one branch, nested ones too, and joins what it gave', async () => {
    expect(await resultOf(pack, 'Size', { n: 5 })).toEqual({ word: 'small: 5' });
    expect(await resultOf(pack, 'Size', { n: 500 })).toEqual({ word: 'large' });
    expect(await resultOf(pack, 'Size', { n: 5000 })).toEqual({ word: 'huge' });
  });

  it('joins what the branch gave rather than what an enclosing branch had before', async () => {
    const pack = buildPack((pack) => {
      pack.helper('Name', { n: 'number' }, (f) => {
        const outer = f.ifElse([f.arg('n'), '>', 0], (f) => {
          const before = f.compose('some', {});
          const inner = f.ifElse([f.arg('n'), '>', 10], (f) => ({ word: f.compose('many', {}) }));
          inner.input(null, 'word', field('string', before), false);
          return { word: inner.out('word') };
        });
        f.return({ word: outer.out('word') });
      });
    }).read();
    expect(await resultOf(pack, 'Name', { n: 11 })).toEqual({ word: 'many' });
    expect(await resultOf(pack, 'Name', { n: 1 })).toEqual({ word: 'some' });
    expect(await resultOf(pack, 'Name', { n: 0 })).toEqual({ word: null });
  });

  it('lets Return inside a branch end the flow', async () => {
    expect(await resultOf(pack, 'Early', { n: 0 })).toEqual({ reason: 'empty' });
    expect(await resultOf(pack, 'Early', { n: 1 })).toEqual({ reason: 'worked' });
  });
});

describe('Continue If', () => {
  const pack = buildPack((pack) => {
    pack.helper('Only positive', { n: 'number' }, (f) => {
      f.continueIf([f.arg('n'), '>', 0], 'nothing to do');
      f.return({ n: f.arg('n') });
    });
    pack.helper('Silent', { n: 'number' }, (f) => {
      f.continueIf([f.arg('n'), '>', 0]);
    });
  }).read();

  it('halts the flow with its message, which is no failure', async () => {
    const outcome = await runFlow(pack, 'Only positive', { input: { '': { n: 0 } } });
    expect(outcome).toEqual({ status: 'halted', result: { message: 'nothing to do' } });
  });

  it('goes on when it holds', async () => {
    expect(await resultOf(pack, 'Only positive', { n: 3 })).toEqual({ n: 3 });
  });

  it('halts with the message null when there is none', async () => {
    const outcome = await runFlow(pack, 'Silent', { input: { '': { n: 0 } } });
    expect(outcome).toEqual({ status: 'halted', result: { message: null } });
  });
});

describe('Call Flow', () => {
  it('passes arguments and reads results by key, null for what the helper does not give', async () => {
    const pack = buildPack((pack) => {
      const add = pack.helper('Add one', { n: 'number' }, (f) => {
        f.return({ sum: f.card('math:add', { in: { a: f.arg('n'), b: 1 } }).out('output', 'number') });
      });
      pack.manual('Main', (f) => {
        const called = f.call(add, { n: 41 });
        f.return({ sum: called.out('sum', 'number'), other: called.out('Sum', 'number') });
      });
    }).read();
    expect(await resultOf(pack, 'Main')).toEqual({ sum: 42, other: null });
  });

  it('recurses as deep as thousands', async () => {
    const pack = buildPack((pack) => {
      const self = pack.ref('Count down');
      pack.helper('Count down', { n: 'number' }, (f) => {
        const join = f.ifElse(
          [f.arg('n'), '>', 0],
          (f) => {
            const less = f.card('math:subtract', { in: { a: f.arg('n'), b: 1 } }).out('output', 'number');
            return { depth: f.call(self, { n: less }).out('depth', 'number') };
          },
          () => ({ depth: 0 }),
        );
        const deeper = f.card('math:add', { in: { a: join.out('depth', 'number'), b: 1 } }).out('output', 'number');
        f.return({ depth: deeper });
      });
    }).read();
    expect(await resultOf(pack, 'Count down', { n: 15_000 })).toEqual({ depth: 15_001 });
    expect(await errorOf(pack, 'Count down', { n: 25_000 })).toMatchObject({
      kind: 'limit_exceeded',
      message:
        'Stack limit exceeded: flows call each other more than 20000 deep; use Call Flow Async to cut the recursion',
    });
  });

  it('fails with the error of the helper', async () => {
    const pack = buildPack((pack) => {
      const fails = pack.helper('Fails', {}, (f) => {
        f.throwIf([1, '==', 1], 'No luck', 418);
      });
      pack.manual('Main', (f) => {
        f.call(fails);
      });
    }).read();
    const failing = [...pack.flows.values()].find(({ name }) => name === 'Fails');
    expect(await errorOf(pack, 'Main')).toEqual({
      message: 'No luck',
      statusCode: 418,
      code: 418,
      method: 'throwIf1',
      flo: failing?.id,
      execution: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      module: 'control',
      kind: 'thrown',
    });
  });
});

describe('For Each', () => {
  it('calls the helper for no further item after a failure', async () => {
    const pack = buildPack((pack) => {
      const log = pack.table('Log', { n: 'dec' });
      const once = pack.helper('Once', { item: 'number' }, (f) => {
        f.createRow(log, { n: f.arg('item') });
        f.throwIf([f.arg('item'), '>', 1], 'Too many');
      });
      pack.manual('Main', (f) => {
        f.each([1, 2, 3], once);
      });
    }).read();
    const at = world(pack);
    expect(await errorOf(pack, 'Main', {}, { world: at })).toMatchObject({ message: 'Too many' });
    const [table = ''] = pack.tables.keys();
    expect(at.tables.rows(table).map(({ values }) => values)).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

describe('an execution', () => {
  it('refuses a flow the program does not have', () => {
    const pack = buildPack((pack) => pack.manual('Main', () => {})).read();
    expect(() => executionOf(pack, 'Other')).toThrow(TypeError);
  });

  it('counts its cards on from those that ran before', async () => {
    const pack = buildPack((pack) =>
      pack.manual('Main', (f) => {
        f.construct({ a: 1 });
        f.construct({ a: 2 });
      }),
    ).read();
    const execution = executionOf(pack, 'Main', { stepsBefore: 10 });
    await execution.run();
    expect(execution.steps).toBe(13);
    expect(await errorOf(pack, 'Main', {}, { stepsBefore: 10, limits: { steps: 12 } })).toMatchObject({
      kind: 'limit_exceeded',
    });
  });
});
