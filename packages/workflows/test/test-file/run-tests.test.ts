import { describe, expect, it } from 'vitest';
import type { Pack } from '../../src/pack/pack.ts';
import { readTestFile } from '../../src/test-file/document/read-test-file.ts';
import type { CaseReport } from '../../src/test-file/report.ts';
import { runTests } from '../../src/test-file/run-tests.ts';
import { buildPack, field, item } from '../support/build-pack.ts';

const FILES = new Map<string, string>();

async function run(pack: Pack, text: string, files: ReadonlyMap<string, string> = FILES): Promise<CaseReport> {
  const report = await runTests(pack, readTestFile(text, 'a.yaml'), { files });
  const [first] = report.cases;
  if (first === undefined) throw new Error('No case ran');
  return first;
}

/** What is wrong, as people see it. */
async function problemsOf(pack: Pack, text: string, files = FILES): Promise<readonly string[]> {
  const { problems } = await run(pack, text, files);
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

const greeting = buildPack((pack) => {
  pack.helper('Greet', { name: 'string' }, (f) => {
    f.continueIf([f.arg('name'), 'is not empty'], 'nobody there');
    f.throwIf([f.arg('name'), '==', 'Mallory'], 'not you', 403);
    f.return({ text: f.compose('Hello {{who}}', { who: f.arg('name') }) });
  });
}).read();

describe('the end of a flow', () => {
  it('is its result', async () => {
    const report = await run(
      greeting,
      'cases: [{ name: a, flow: Greet, input: { name: Ada }, expect: { result: { text: Hello Ada } } }]',
    );
    expect(report).toEqual({
      name: 'a',
      flow: 'Greet',
      line: 1,
      passed: true,
      problems: [],
      outcome: { status: 'returned', value: { text: 'Hello Ada' } },
      calls: [],
      waits: [],
    });
  });

  it.each([
    ['a failure', 'Mallory', '{ error: not you }'],
    ['a failure by its fields', 'Mallory', '{ error: { statusCode: 403, kind: thrown } }'],
    ['a failure by a part of its message', 'Mallory', '{ error: { $matches: ^not } }'],
    ['any failure', 'Mallory', '{ error: true }'],
    ['an early end', '""', '{ halted: true }'],
    ['an early end with its message', '""', '{ halted: { message: nobody there } }'],
  ])('may be %s', async (_, name, expected) => {
    const text = `cases: [{ name: a, flow: Greet, input: { name: ${name} }, expect: ${expected} }]`;
    expect(await problemsOf(greeting, text)).toEqual([]);
  });

  it.each([
    ['Ada', '{ result: { text: Bye } }', ['4: result.text is "Hello Ada", expected "Bye"']],
    ['Ada', '{ error: true }', ['4: the flow ended with {"text":"Hello Ada"}, expected it to fail']],
    ['Mallory', '{ error: nobody }', ['4: error.message is "not you", expected "nobody"']],
    [
      'Mallory',
      '{ result: {} }',
      [
        '4: the flow failed at flow "Greet" › card "Return Error If" (throwIf1): not you, expected it to go through to its end',
      ],
    ],
    [
      '""',
      '{}',
      ['4: the flow was ended by Continue If with {"message":"nobody there"}, expected it to go through to its end'],
    ],
    [
      'Ada',
      '{ halted: true }',
      ['4: the flow ended with {"text":"Hello Ada"}, expected it to be ended by Continue If'],
    ],
  ])('that is another is told: %s for %s', async (name, expected, problems) => {
    const text = `cases:\n  - name: a\n    flow: Greet\n    expect: ${expected}\n    input: { name: ${name} }`;
    expect(await problemsOf(greeting, text)).toEqual(problems);
  });
});

const api = buildPack((pack) => {
  pack.connection('httpfunctions', 'The API');
  const get = (path: string) => ({ groups: { Request: { URL: field('string', path, { required: true }) } } });
  const fetchOne = pack.helper('Fetch one', { id: 'string' }, (f) => {
    const url = f.compose('https://api.example/things/{{id}}', { id: f.arg('id') });
    const card = f.card('httpfunctions:get', {
      groups: { Request: { URL: field('string', url, { required: true }) } },
    });
    f.return({ thing: card.outOf('Response', 'Body', 'object') });
  });
  pack.helper('Fetch all', { ids: 'string[]' }, (f) => {
    f.return({ things: f.map(f.arg('ids', null), fetchOne, { id: item() }, { concurrency: 10 }) });
  });
  pack.helper('Ask', {}, (f) => {
    f.return({ body: f.card('httpfunctions:get', get('/status')).outOf('Response', 'Body', 'object') });
  });
}).read();

describe('requests', () => {
  it('are answered as expected, and listed', async () => {
    const text = `
http: [{ method: GET, pattern: https://api.example/things/*, response: { body: { ok: true } } }]
cases: [{ name: a, flow: Fetch all, input: { ids: [x, y] }, expect: { calls: [GET https://api.example/things/x, { url: /things/y }] } }]`;
    const report = await run(api, text);
    expect([report.problems, report.calls, report.outcome.value]).toEqual([
      [],
      ['GET https://api.example/things/x', 'GET https://api.example/things/y'],
      { things: [{ thing: { ok: true } }, { thing: { ok: true } }] },
    ]);
  });

  it('of a case come before those of the file', async () => {
    const text = `
http: [{ url: /status, response: { body: { from: file } } }]
cases: [{ name: a, flow: Ask, http: [{ url: /status, response: { body: { from: case } } }], expect: { result: { body: { from: case } } } }]`;
    expect(await problemsOf(api, text)).toEqual([]);
  });

  it('that go to a path go to the address of the connection, or of the bindings', async () => {
    const text = (extra: string, url: string) => `
http: [{ url: "${url}", connection: The API, response: { body: { ok: true } } }]
${extra}
cases: [{ name: a, flow: Ask }]`;
    expect(await problemsOf(api, text('', 'https://httpfunctions.example/status'))).toEqual([]);
    const own = 'connections: { The API: { url: "https://own.example/base/" } }';
    expect(await problemsOf(api, text(own, 'https://own.example/base/status'))).toEqual([]);
    const bound = 'bindings: { hosts: { "https://httpfunctions.example": "https://test.example" } }';
    expect(await problemsOf(api, text(bound, 'https://test.example/status'))).toEqual([]);
  });

  it('that nobody expects fail the case, with the nearest expectation', async () => {
    const text = `http:
  - { method: POST, url: /status }
cases:
  - { name: a, flow: Ask, expect: { error: true } }`;
    expect(await problemsOf(api, text)).toEqual([
      '4: unexpected request: GET https://httpfunctions.example/status\n  http[0] (line 2) is nearest, but the method is GET, expected POST',
    ]);
  });

  it('may come in any order where they are a set', async () => {
    const text = (calls: string) => `
http: [{ pattern: "*", response: { body: {} } }]
cases: [{ name: a, flow: Fetch all, input: { ids: [x, y, z] }, expect: { calls: ${calls} } }]`;
    expect(await problemsOf(api, text('[{ set: [GET /things/z, GET /things/x, GET /things/y] }]'))).toEqual([]);
    expect(await problemsOf(api, text('[GET /things/x, { set: [GET /things/z, GET /things/y] }]'))).toEqual([]);
    expect(await problemsOf(api, text('[{ pattern: "/things/*", times: 3 }]'))).toEqual([]);
    const list = [1, 2, 3].map((n) => `  ${n}. GET https://api.example/things/${'xyz'[n - 1]}`).join('\n');
    expect(await problemsOf(api, text('[GET /things/x, GET /things/z, GET /things/y]'))).toEqual([
      `3: call 2: the address is https://api.example/things/y, expected /things/z\n${list}`,
    ]);
    expect(await problemsOf(api, text('[GET /things/x]'))).toEqual([`3: there were 3 calls, expected 1\n${list}`]);
    expect(await problemsOf(api, text('[{ set: [GET /things/x, GET /things/q] }, GET /things/z]'))).toEqual([
      `3: call 1 to 2: none is GET /things/q\n${list}`,
    ]);
  });

  it('are answered from recordings', async () => {
    const exchanges = [
      { request: { method: 'GET', path: '/status' }, response: { status: 200, headers: {}, body: { recorded: 1 } } },
    ];
    const files = new Map([['one.json', JSON.stringify(exchanges)]]);
    const text = 'recording: one.json\ncases: [{ name: a, flow: Ask, expect: { result: { body: { recorded: 1 } } } }]';
    expect(await problemsOf(api, text, files)).toEqual([]);
    await expect(run(api, text, new Map([['one.json', '{}']]))).rejects.toThrow(
      'a.yaml:1:1: recording: one.json: It is neither an HTTP Archive nor a list of exchanges of an org in test mode',
    );
  });
});

const counting = buildPack((pack) => {
  const numbers = pack.table('Numbers', { name: 'str', n: 'dec' });
  const note = pack.helper('Note', { name: 'string' }, (f) => {
    f.throwIf([f.arg('name'), '==', 'bad'], 'refused');
    f.createRow(numbers, { name: f.arg('name'), n: 1 });
  });
  pack.helper('Later', { name: 'string' }, (f) => {
    f.wait(5, 'minute');
    f.callAsync(note, { name: f.arg('name') });
    f.wait(90, 'second');
  });
}).read();

describe('what is left behind', () => {
  it('are rows of tables, after rows from the file, from CSV or written out', async () => {
    const files = new Map([['numbers.csv', 'name,n\none,1\n']]);
    const text = `
tables: { Numbers: numbers.csv }
cases: [{ name: a, flow: Note, input: { name: two }, expect: { tables: { Numbers: [{ name: one, n: 1 }, { name: two }] } } }]`;
    expect(await problemsOf(counting, text, files)).toEqual([]);
    const own = `
tables: { Numbers: numbers.csv }
cases: [{ name: a, flow: Note, tables: { Numbers: [] }, input: { name: two }, expect: { tables: { Numbers: [{ name: three }] } } }]`;
    expect(await problemsOf(counting, own, files)).toEqual(['3: table Numbers[0].name is "two", expected "three"']);
  });

  it('that does not fit its column is told with the place', async () => {
    const text = 'tables: { Numbers: [{ n: many }] }\ncases: [{ name: a, flow: Note }]';
    await expect(run(counting, text)).rejects.toThrow(/^a\.yaml:1:21: tables\.Numbers\[0\]: /);
    const files = new Map([['n.csv', 'name,n\none,1\ntwo,many\n']]);
    const csv = 'tables: { Numbers: n.csv }\ncases: [{ name: a, flow: Note }]';
    await expect(run(counting, csv, files)).rejects.toThrow(
      /^a\.yaml:1:11: tables\.Numbers: n\.csv, row 2, column "n": /,
    );
  });

  it('are waits, which move the clock at once, and started flows, which run behind', async () => {
    const text = (name: string, expected: string) =>
      `cases:\n  - { name: a, flow: Later, input: { name: ${name} }, expect: ${expected} }`;
    const all = '{ waits: [PT5M, PT1M30S], started: [Note], tables: { Numbers: [{ name: one }] } }';
    expect(await problemsOf(counting, text('one', all))).toEqual([]);
    expect(await problemsOf(counting, text('one', '{ waits: [PT5M], started: [] }'))).toEqual([
      '2: waits were PT5M, PT1M30S, expected PT5M',
      '2: started flows are Note, expected 0',
    ]);
    expect(await problemsOf(counting, text('bad', '{}'))).toEqual([
      '2: started flow "Note": the flow failed at flow "Note" › card "Return Error If" (throwIf1): refused',
    ]);
    expect(await problemsOf(counting, text('bad', '{ started: [{ flow: Note, error: refused }] }'))).toEqual([]);
    expect(await problemsOf(counting, text('one', '{ started: [{ flow: Later }] }'))).toEqual([
      '2: started flows are Note, expected Later',
    ]);
  });
});

const endless = buildPack((pack) => {
  pack.helper('Again', {}, (f) => f.callAsync(pack.ref('Again')));
}).read();

describe('flows that start themselves without end', () => {
  it('are stopped, and the case fails', async () => {
    expect(await problemsOf(endless, 'cases: [{ name: a, flow: Again }]')).toEqual([
      '1: more than 1000 flows were started; the others did not run',
    ]);
  });
});

const events = buildPack((pack) => {
  pack.connection('okta', 'This org');
  const seen = pack.table('Seen', { message: 'str' });
  pack.event('User created', 'okta:userCreated', { Message: 'string' }, (f) => {
    f.createRow(seen, { message: f.arg('Message', 'Output') });
  });
  pack.manual('By hand', (f) => f.return({ now: f.card('date:now').out('iso') }));
}).read();

describe('what a flow starts with', () => {
  it('are events of its trigger, as the log tells them', async () => {
    const text = `
cases:
  - name: a
    flow: User created
    events:
      - { eventType: user.lifecycle.create, displayMessage: Create user }
      - { eventType: user.lifecycle.delete.completed, displayMessage: Delete user }
    expect: { tables: { Seen: [{ message: Create user }] } }`;
    expect(await problemsOf(events, text)).toEqual([]);
  });

  it('cannot be events where none starts it', async () => {
    const text = 'cases: [{ name: a, flow: By hand, events: [{}] }]';
    await expect(run(events, text)).rejects.toThrow(
      'a.yaml:1:35: cases[0].events: no known event starts the flow "By hand"; give it input instead',
    );
  });

  it('is the instant that the clock says', async () => {
    const text = (before: string, inside: string) => `${before}\ncases: [{ name: a, flow: By hand${inside} }]`;
    const now = async (yaml: string) => (await run(events, yaml)).outcome.value;
    expect([
      await now(text('', '')),
      await now(text('clock: 2026-05-01T00:00:00Z', '')),
      await now(text('clock: 2026-05-01T00:00:00Z', ', clock: 2026-06-01T00:00:00Z')),
    ]).toEqual([
      { now: '2026-01-01T00:00:00+00:00' },
      { now: '2026-05-01T00:00:00+00:00' },
      { now: '2026-06-01T00:00:00+00:00' },
    ]);
  });
});

const mixed = buildPack((pack) => {
  pack.endpoint('Answer', { query: { code: 'number' } }, (f) => {
    f.card('control:returnRaw', {
      in: {
        statusCode: field('number', f.arg('code', 'query'), { required: true }),
        headers: field('object', { 'x-a': '1' }, { required: true }),
        body: '{"ok":true}',
      },
    });
  });
  pack.helper('At', { list: 'string[]', index: 'number' }, (f) => {
    const at = f.card('list:at', {
      in: {
        list: field('string[]', f.arg('list'), { required: true }),
        index: field('number', f.arg('index'), { required: true }),
      },
    });
    f.return({ at: at.out('item') });
  });
  pack.helper('Dice', {}, (f) => {
    f.return({
      text: f.card('string:random', { in: { length: field('number', 12, { required: true }) } }).out('output'),
    });
  });
  pack.helper('Try', { list: 'string[]' }, (f) => {
    const tried = f.tryCatch(
      (inner) => ({ word: inner.card('list:at', { in: { list: inner.arg('list'), index: 9 } }).out('item') }),
      () => ({ word: 'none' }),
    );
    f.return({ word: tried.out('word') });
  });
}).read();

describe('a case', () => {
  it('may look at the answer of an endpoint', async () => {
    const text = (expected: string) =>
      `cases: [{ name: a, flow: Answer, groups: { query: { code: 418 } }, expect: { answer: ${expected} } }]`;
    expect(await problemsOf(mixed, text('{ statusCode: 418, body: { ok: true }, headers: { x-a: "1" } }'))).toEqual([]);
    expect(await problemsOf(mixed, text(`{ body: '{"ok":true}' }`))).toEqual([]);
    expect(await problemsOf(mixed, text('{ statusCode: 200 }'))).toEqual(['1: answer.statusCode is 418, expected 200']);
  });

  it('may answer switches its own way', async () => {
    const text = (before: string, inside: string) =>
      `${before}\ncases: [{ name: a, flow: At, input: { list: [x], index: 5 }${inside} }]`;
    const end = async (yaml: string) => (await run(mixed, yaml)).outcome.status;
    expect([
      await end(text('', '')),
      await end(text('choices: { listAtOutOfRange: "null" }', '')),
      await end(text('choices: { listAtOutOfRange: "null" }', ', choices: { listAtOutOfRange: error }')),
    ]).toEqual(['failed', 'returned', 'failed']);
  });

  it('has chance from a seed', async () => {
    const dice = async (seed: number) =>
      (await run(mixed, `seed: ${seed}\ncases: [{ name: a, flow: Dice }]`)).outcome.value;
    const [first, again, other] = [await dice(1), await dice(1), await dice(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('is left out where another flow is asked for', async () => {
    const file = readTestFile('cases: [{ name: a, flow: Dice }, { name: b, flow: At }]', 'a.yaml');
    const seen: string[] = [];
    const report = await runTests(mixed, file, { flow: 'Dice', onCase: ({ name }) => seen.push(name) });
    expect([report.cases.map(({ name }) => name), seen, report.passed, report.failed]).toEqual([['a'], ['a'], 1, 0]);
  });
});

describe('coverage', () => {
  it('counts every card of every block', async () => {
    const file = readTestFile('cases: [{ name: a, flow: Try, input: { list: [x] } }]', 'a.yaml');
    const { coverage } = await runTests(mixed, file);
    const flow = coverage.flows.find(({ name }) => name === 'Try');
    expect([coverage.executed, flow]).toEqual([
      4,
      {
        id: expect.any(String),
        name: 'Try',
        cards: 5,
        executed: 4,
        details: [
          { id: 'tryCatch1', title: 'If Error', name: 'control:tryCatch', block: '', count: 1 },
          { id: 'return3', title: 'Return', name: 'control:return', block: '', count: 1 },
          { id: 'at1', title: 'At', name: 'list:at', block: 'tryCatch1/try', count: 1 },
          { id: 'return1', title: 'Return', name: 'control:return', block: 'tryCatch1/try', count: 0 },
          { id: 'return2', title: 'Return', name: 'control:return', block: 'tryCatch1/catch', count: 1 },
        ],
      },
    ]);
  });

  it('is the same in every run', async () => {
    const text = 'cases: [{ name: a, flow: Try, input: { list: [x] } }, { name: b, flow: Dice }]';
    const report = () => runTests(mixed, readTestFile(text, 'a.yaml'));
    expect(await report()).toEqual(await report());
  });
});
