import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../../../support/headwater.ts';
import { runHere } from '../../../support/terminal.ts';

let folder: string;
let pack: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-flows-test-'));
  await cp(join(REPOSITORY, 'examples/workflows/people-api'), folder, { recursive: true });
  pack = join(folder, 'people-api.folder');
});
afterAll(() => rm(folder, { recursive: true }));

async function testFile(text: string): Promise<string> {
  const path = join(folder, 'own.yaml');
  await writeFile(path, text);
  return path;
}

describe('headwater flows test', () => {
  it.each(['people-api', 'microsoft-graph'])('runs every card of the sample pack %s', async (name) => {
    const path = join(REPOSITORY, `examples/workflows/${name}/${name}.folder`);
    const { exitCode, out, err } = await runHere(['flows', 'test', path]);
    expect({ exitCode, err, ran: out.at(-2), sum: out.at(-1) }).toEqual({
      exitCode: 0,
      err: [],
      ran: expect.stringMatching(/^(\d+) of \1 cards ran: 100\.0 %\.$/),
      sum: expect.stringMatching(/^(\d+) cases: \1 passed, 0 failed\.$/),
    });
  });

  it('tells what failed with its line, and which cards did not run', async () => {
    const file = await testFile(`tables: { Settings: [] }
cases:
  - { name: no address, flow: Fetch people, expect: { result: {} } }
  - { name: no address again, flow: Fetch people, expect: { error: true } }
`);
    expect(await runHere(['flows', 'test', pack, '--file', file, '--flow', 'Fetch people'])).toEqual({
      exitCode: 1,
      out: [
        '✗ no address  (Fetch people)',
        '    own.yaml:3: the flow failed at flow "Fetch people" › card "Return Error If" (9fqRWcgVI): The table Settings has no ' +
          'people_api; add a row with the address of "People: list", expected it to go through to its end',
        '✓ no address again  (Fetch people)',
        '',
        'Flow          Cards  Ran          Did not run',
        'Fetch people      5    2  40.0 %  Construct (S_U23pNsd), Get (zIv9Kuegt), Return (xYDDgZOWe)',
        '2 of 5 cards ran: 40.0 %.',
        '2 cases: 1 passed, 1 failed.',
      ],
      err: [],
    });
  });

  it('gives the whole report to programs', async () => {
    const file = await testFile('cases: [{ name: a, flow: Person to source user, input: { person: { id: "1" } } }]');
    const { exitCode, out } = await runHere([
      'flows',
      'test',
      pack,
      '--file',
      file,
      '--flow',
      'Person to source user',
      '--json',
    ]);
    expect({ exitCode, lines: out.length, report: JSON.parse(out[0] ?? '') }).toEqual({
      exitCode: 0,
      lines: 1,
      report: {
        name: 'own.yaml',
        passed: 1,
        failed: 0,
        cases: [
          {
            name: 'a',
            flow: 'Person to source user',
            line: 1,
            passed: true,
            problems: [],
            outcome: { status: 'returned', value: { externalId: '1', profile: expect.any(Object) } },
            calls: [],
            waits: [],
          },
        ],
        coverage: { cards: 2, executed: 2, percent: 100, flows: [expect.objectContaining({ cards: 2, executed: 2 })] },
      },
    });
  });

  it('refuses a file with mistakes, each with its place', async () => {
    const file = await testFile('cases:\n  - { nam: a, flow: Fetch people }\n');
    expect(await runHere(['flows', 'test', pack, '--file', file])).toEqual({
      exitCode: 1,
      out: [],
      err: [
        `headwater: ${file} cannot be used.`,
        '  own.yaml:2:5: cases[0]: name is missing',
        '  own.yaml:2:7: cases[0].nam: there is no key "nam"; did you mean name?',
        '  See docs/reference/flow-tests.md.',
      ],
    });
    const { exitCode, out } = await runHere(['flows', 'test', pack, '--file', file, '--json']);
    expect({ exitCode, error: (JSON.parse(out.join('')) as { error: unknown }).error }).toMatchObject({
      exitCode: 1,
      error: {
        code: 'testFileInvalid',
        problems: [
          { line: 2, column: 5 },
          { line: 2, column: 7 },
        ],
      },
    });
  });

  it('names the flows there are when one is asked for that is not', async () => {
    const { exitCode, err } = await runHere(['flows', 'test', pack, '--flow', 'Nothing']);
    expect({ exitCode, first: err[0], count: err.length, last: err.at(-1) }).toEqual({
      exitCode: 1,
      first: 'headwater: The pack has no flow "Nothing".',
      count: 11,
      last: '  Name one of these.',
    });
  });

  it('says which file is not there', async () => {
    const { exitCode, err } = await runHere(['flows', 'test', pack, '--file', join(folder, 'none.yaml')]);
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: [expect.stringContaining('none.yaml'), '  Check the path.'],
    });
  });
});
