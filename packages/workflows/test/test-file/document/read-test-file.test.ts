import { describe, expect, it } from 'vitest';
import { readTestFile } from '../../../src/test-file/document/read-test-file.ts';
import { referencedFiles } from '../../../src/test-file/document/referenced-files.ts';
import { TestFileError } from '../../../src/test-file/document/test-file-error.ts';

function problemsOf(text: string): readonly string[] {
  try {
    readTestFile(text, 'a.yaml');
  } catch (error) {
    if (error instanceof TestFileError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const CASES = 'cases: [{ name: a, flow: b }]';

describe('a test file', () => {
  it('is YAML, and knows where everything stands', () => {
    const text = [
      'name: Things',
      'cases:',
      '  - name: first',
      '    flow: Main',
      '    expect:',
      '      calls:',
      '        - GET /a',
    ];
    const file = readTestFile(text.join('\n'), 'a.yaml');
    expect({
      document: file.document,
      name: file.position(['name']),
      case: file.position(['cases', 0]),
      call: file.position(['cases', 0, 'expect', 'calls', 0]),
      missing: file.position(['cases', 0, 'expect', 'waits']),
    }).toEqual({
      document: { name: 'Things', cases: [{ name: 'first', flow: 'Main', expect: { calls: ['GET /a'] } }] },
      name: { line: 1, column: 1 },
      case: { line: 3, column: 5 },
      call: { line: 7, column: 11 },
      missing: { line: 5, column: 5 },
    });
  });

  it('may be JSON', () => {
    expect(readTestFile('{"cases": [{"name": "a", "flow": "b"}]}', 'a.json').document).toEqual({
      cases: [{ name: 'a', flow: 'b' }],
    });
  });

  it('names the files that are read with it, each once', () => {
    const text = `
bindings: bindings.yaml
recording: one.har
tables: { A: a.csv, B: [] }
cases:
  - { name: a, flow: b, tables: { A: a.csv, C: c.csv }, recording: [one.har, two.har] }`;
    expect(referencedFiles(readTestFile(text, 'a.yaml').document)).toEqual([
      'bindings.yaml',
      'a.csv',
      'c.csv',
      'one.har',
      'two.har',
    ]);
  });

  it.each([
    [
      'that is no YAML',
      'cases: [',
      ['a.yaml:1:9: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['with a key twice', `name: a\nname: b\n${CASES}`, ['a.yaml:2:1: Map keys must be unique']],
    ['that is empty', '', ['a.yaml:1:1: what is empty must be an object with cases and what surrounds them']],
    ['without cases', 'name: a', ['a.yaml:1:1: cases is missing']],
    ['with no case', 'cases: []', ['a.yaml:1:1: cases: it is empty; it needs at least one']],
    [
      'with a wrong key',
      `tabels: {}\n${CASES}`,
      ['a.yaml:1:1: tabels: there is no key "tabels"; did you mean tables?'],
    ],
    [
      'with a wrong instant',
      `clock: today\n${CASES}`,
      ['a.yaml:1:1: clock: "today" must be an instant such as 2026-03-01T05:30:00Z'],
    ],
    ['with a number for a text', 'cases: [{ name: 1, flow: b }]', ['a.yaml:1:11: cases[0].name: 1 must be text']],
    [
      'with rows that are none',
      `tables: { A: 5 }\n${CASES}`,
      ['a.yaml:1:11: tables.A: 5 must be a list of rows, or the path of a CSV file'],
    ],
    [
      'with a wrong wait',
      'cases: [{ name: a, flow: b, expect: { waits: [5 minutes] } }]',
      ['a.yaml:1:47: cases[0].expect.waits[0]: "5 minutes" must be a duration such as PT5M (five minutes) or P1DT12H'],
    ],
  ])('%s is refused with the place', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('is told every mistake of its calls, not only the first', () => {
    const text = `cases:
  - name: a
    flow: b
    expect:
      calls:
        - get /x
        - { method: GET, urll: /a }
        - set: [GET /a, { methd: X }]
        - { url: /a, times: 0 }
  - flow: b`;
    expect(problemsOf(text)).toEqual([
      'a.yaml:6:11: cases[0].expect.calls[0]: "get /x" must be a call such as "GET /items", or an object with method, url, pattern, query, headers, body, times',
      'a.yaml:7:26: cases[0].expect.calls[1].urll: there is no key "urll"; did you mean url?',
      'a.yaml:8:27: cases[0].expect.calls[2].set[1].methd: there is no key "methd"; did you mean method?',
      'a.yaml:9:22: cases[0].expect.calls[3].times: 0 must be >= 1',
      'a.yaml:10:5: cases[1]: name is missing',
    ]);
  });

  it('with aliases that grow without end is refused', () => {
    const lines = ['a: &a0 [x]'];
    for (let level = 1; level < 30; level++) lines.push(`b${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
    expect(problemsOf(lines.join('\n'))).toEqual([
      'a.yaml: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });
});
