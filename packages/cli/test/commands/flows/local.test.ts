import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KERNEL_FUNCTIONS } from '@headwater/workflows';
import { buildPack } from '@headwater/workflows/testing';
import { describe, expect, it } from 'vitest';
import { runHere } from '../../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'headwater-flows-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function waiting(days: number) {
  return buildPack((pack) => {
    pack.manual('Later', (f) => {
      f.wait(days, 'day');
    });
  });
}

const clean = file('clean.folder', waiting(2).text());
const long = file('long.folder', waiting(40).text());
const unknown = file(
  'unknown.folder',
  buildPack((pack) => {
    pack.manual('Strange', (f) => {
      f.card('nowhere:go', {});
    });
  }).text(),
);
const later = waiting(2).flow('Later').id.slice(0, 8);

describe('headwater flows lint', () => {
  it('counts what a clean pack has', async () => {
    expect(await runHere(['flows', 'lint', clean])).toEqual({
      exitCode: 0,
      out: ['1 flow with 2 cards, 2 of them can run: 0 errors, 0 warnings, 0 hints.'],
      err: [],
    });
  });

  it('shows each finding with its place and what to do', async () => {
    expect(await runHere(['flows', 'lint', long])).toEqual({
      exitCode: 0,
      out: [
        `warning wait_long: flow "Later" (${later}…) › card "Wait For" (wait1)`,
        '  It waits 40 days; the longest wait is 30 days. Write the date into a table, and look for due rows in a scheduled flow.',
        '1 flow with 2 cards, 2 of them can run: 0 errors, 1 warning, 0 hints.',
      ],
      err: [],
    });
  });

  it('fails when there are errors, and gives a program report and findings', async () => {
    const { exitCode, out } = await runHere(['flows', 'lint', unknown, '--json']);
    const place = expect.stringContaining('flow "Strange"');
    expect({ exitCode, answer: JSON.parse(out.join('')) }).toEqual({
      exitCode: 1,
      answer: {
        report: {
          formatVersion: '1.5.0',
          problems: [{ code: expect.any(String), place, message: expect.stringContaining('nowhere') }],
          counts: { flows: 1, scopes: 1, cards: 2, implemented: 1 },
          warnings: [],
        },
        findings: expect.arrayContaining([
          {
            code: expect.any(String),
            severity: 'error',
            place,
            message: expect.stringContaining('nowhere'),
            remedy: 'See the message',
          },
        ]),
      },
    });
  });

  it('tells every problem of a pack that cannot be read, with its place', async () => {
    const { json } = waiting(2);
    const broken = { ...json, data: { ...Object(json.data), tables: 5, configs: 'x' } };
    expect(await runHere(['flows', 'lint', file('broken.folder', JSON.stringify(broken))])).toEqual({
      exitCode: 1,
      out: [],
      err: [
        `headwater: ${join(folder, 'broken.folder')} is no pack of flows that can be read.`,
        '  pack: Its connections must be an object, and is "x"',
        '  pack: Its tables must be an object, and is 5',
        '  Export the flows anew: as .folder, .flopack or .flow.',
      ],
    });
    const { exitCode, out } = await runHere(['flows', 'lint', file('text.folder', 'hello'), '--json']);
    expect({ exitCode, answer: JSON.parse(out.join('')) }).toMatchObject({
      exitCode: 1,
      answer: { error: { code: 'not_json', problems: [{ code: 'not_json', place: 'pack' }] } },
    });
  });
});

describe('headwater flows diff', () => {
  it('says that two packs mean the same', async () => {
    expect(await runHere(['flows', 'diff', clean, clean])).toEqual({
      exitCode: 0,
      out: ['No difference in meaning'],
      err: [],
    });
  });

  it('shows what changed, and ends with 1', async () => {
    expect(await runHere(['flows', 'diff', clean, long])).toEqual({
      exitCode: 1,
      out: ['~ flow "Later"', expect.stringMatching(/^ {4}~ value .*2 -> 40$/)],
      err: [],
    });
    const none = { added: [], removed: [], changed: [] };
    const { exitCode, out } = await runHere(['flows', 'diff', clean, unknown, '--json']);
    expect({ exitCode, answer: JSON.parse(out.join('')) }).toEqual({
      exitCode: 1,
      answer: {
        flows: { added: ['Strange'], removed: ['Later'], changed: [] },
        tables: none,
        connections: none,
        folders: none,
        notes: [],
      },
    });
  });
});

describe('headwater flows call', () => {
  it('prints outputs', async () => {
    const inputs = file('split.json', JSON.stringify({ string: 'a;b', delimiter: ';' }));
    expect(await runHere(['flows', 'call', 'string:split', '--inputs', inputs, '--json'])).toEqual({
      exitCode: 0,
      out: ['{"outputs":{"output":["a","b"]}}'],
      err: [],
    });
  });

  it('reads standard input and what is written out', async () => {
    const trimmed = { exitCode: 0, out: ['{"outputs":{"output":"Ada"}}'], err: [] };
    const inputs = '{"string": "  Ada "}';
    expect(await runHere(['flows', 'call', 'string:trim', '--inputs', '-', '--json'], inputs)).toEqual(trimmed);
    expect(await runHere(['flows', 'call', 'string:trim', '--inputs', inputs, '--json'])).toEqual(trimmed);
  });

  it('prints the failure of a function as data', async () => {
    const inputs = '{"list": ["a"], "index": 5}';
    const { exitCode, out } = await runHere(['flows', 'call', 'list:at', '--inputs', inputs, '--json']);
    expect({ exitCode, answer: JSON.parse(out.join('')) }).toEqual({
      exitCode: 1,
      answer: {
        error: {
          code: 'out_of_bounds',
          kind: 'out_of_bounds',
          message: 'Array index out of bounds',
          description: expect.stringContaining('no item 5'),
        },
      },
    });
  });

  it('takes answers to switches, wanted outputs and a time', async () => {
    const call = (...args: readonly string[]) => runHere(['flows', 'call', ...args, '--json']);
    const at = ['list:at', '--inputs', '{"list": ["a"], "index": 5}', '--choice', 'listAtOutOfRange=null'];
    expect((await call(...at)).out).toEqual(['{"outputs":{"item":null}}']);
    const pick = ['object:pick', '--inputs', '{"object": {"a": 1, "b": 2, "c": 3}}', '--wanted', 'a,b'];
    expect((await call(...pick)).out).toEqual(['{"outputs":{"a":1,"b":2}}']);
    expect((await call('date:now', '--now', '2026-01-31T12:00:00Z')).out.join('')).toContain(
      '2026-01-31T12:00:00.000Z',
    );
  });

  it('lists the functions', async () => {
    const known = [...KERNEL_FUNCTIONS.values()].map(({ name, title }) => ({ name, title }));
    const { out } = await runHere(['flows', 'call', '--list', '--json']);
    expect(JSON.parse(out.join(''))).toEqual(known);
    expect((await runHere(['flows', 'call', '--list'])).out).toContainEqual(expect.stringMatching(/^list:at +At$/));
  });

  it('names what was meant', async () => {
    const unknownName = await runHere(['flows', 'call', 'string:trin', '--json']);
    expect(unknownName).toEqual({
      exitCode: 1,
      out: [expect.stringMatching(/^\{"error":\{"code":"not_found","message":".*did you mean string:trim/)],
      err: [],
    });
    const unknownSwitch = ['flows', 'call', 'list:at', '--choice', 'listAtOutOfRage=null'];
    expect((await runHere(unknownSwitch)).err[0]).toBe(
      'headwater: There is no switch "listAtOutOfRage"; did you mean listAtOutOfRange?',
    );
    const wrongAnswer = ['flows', 'call', 'list:at', '--choice', 'listAtOutOfRange=zero'];
    expect(await runHere(wrongAnswer)).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'headwater: "zero" is no answer to listAtOutOfRange.',
        '  What does At give for an index outside the list? error (the card fails: "Array index out of bounds"), null (null).',
      ],
    });
  });

  it('needs a name and an object', async () => {
    expect(await runHere(['flows', 'call'])).toMatchObject({ exitCode: 2 });
    expect(await runHere(['flows', 'call', 'list:at', '--inputs', '-'], '[1]')).toEqual({
      exitCode: 1,
      out: [],
      err: [
        'headwater: Standard input holds a list instead of an object.',
        '  Write a JSON object, such as {"name": "value"}.',
      ],
    });
  });
});
