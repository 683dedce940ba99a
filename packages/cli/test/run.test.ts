import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_HOST, DEFAULT_PORT } from '@headwater/server';
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../src/defaults.ts';
import { runHere } from './support/terminal.ts';

describe('a command line', () => {
  it('without anything shows the help', async () => {
    const { exitCode, out } = await runHere([]);
    expect({ exitCode, first: out[0] }).toEqual({ exitCode: 0, first: 'Usage: headwater [options] [command]' });
  });

  it('with an unknown command suggests the one that was meant', async () => {
    expect(await runHere(['strat'])).toEqual({
      exitCode: 2,
      out: [],
      err: ["headwater: Unknown command 'strat'.", '  Did you mean start?', '  See: headwater --help'],
    });
  });

  it('with a wrong value says so as JSON where that was asked for', async () => {
    const { exitCode, out } = await runHere(['start', '--port', '80000', '--json']);
    expect({ exitCode, answer: JSON.parse(out.join('')) }).toEqual({
      exitCode: 2,
      answer: {
        error: {
          code: 'usage',
          message: "Option '--port <number>' argument '80000' is invalid. It must be a whole number from 0 to 65535.",
          remedy: 'See: headwater start --help',
        },
      },
    });
  });

  it('of a noun without a verb shows the help of the noun', async () => {
    const { exitCode, err } = await runHere(['token']);
    expect({ exitCode, first: err[0] }).toEqual({ exitCode: 2, first: 'Usage: headwater token [options] [command]' });
  });

  it('that imports without a token says where one comes from', async () => {
    expect(await runHere(['import', 'people.csv', '--source', '0oa1', '--token', '-'])).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'headwater: Standard input holds no token.',
        '  Set HEADWATER_TOKEN, or give --token. A new one: headwater token create --name import',
      ],
    });
  });

  it('that administers data that is not there makes none', async () => {
    expect(await runHere(['source', 'list', '--data', '/nowhere/headwater'])).toMatchObject({
      exitCode: 1,
      err: ['headwater: There is no Headwater data in /nowhere/headwater.', expect.stringContaining('--data')],
    });
  });
});

describe('headwater expression', () => {
  it('prints the value', async () => {
    expect(await runHere(['expression', 'String.toUpperCase("zoë")'])).toEqual({ exitCode: 0, out: ['ZOË'], err: [] });
    expect((await runHere(['expression', '1 + 1', '--json'])).out).toEqual(['{"value":2}']);
  });

  it('reads a context', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'headwater-cli-')), 'context.json');
    await writeFile(file, JSON.stringify({ source: { firstName: 'Ada' }, groups: [{ id: '00g1', name: 'Staff' }] }));
    const text = 'source.firstName + String.len(source.lastName)';
    expect((await runHere(['expression', text, '--context', file, '--json'])).out).toEqual(['{"value":"Ada0"}']);
  });

  it('puts carets under what is wrong', async () => {
    expect(await runHere(['expression', 'String.toUperCase("x") + 1'])).toEqual({
      exitCode: 1,
      out: [],
      err: [
        'headwater: There is no function String.toUperCase. Did you mean String.toUpperCase?',
        '  String.toUperCase("x") + 1',
        '  ^^^^^^^^^^^^^^^^^^^^^^',
      ],
    });
    expect(JSON.parse((await runHere(['expression', '1 +', '--json'])).out.join(''))).toEqual({
      error: { code: 'unexpected_end', message: expect.stringContaining('ends too early'), line: 1, column: 4 },
    });
  });
});

describe('the defaults that the help names', () => {
  it('are those of the server', () => {
    expect([DEFAULTS.port, DEFAULTS.host]).toEqual([DEFAULT_PORT, DEFAULT_HOST]);
  });
});
