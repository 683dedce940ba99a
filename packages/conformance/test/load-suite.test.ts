import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { loadSuite } from '../src/load-suite.ts';

async function suiteOf(text: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'suite-'));
  await writeFile(join(folder, 'a.yaml'), text);
  return pathToFileURL(`${folder}/`);
}

const file = (steps: string) => `suite: S\ncases:\n  - {id: a, title: A, facts: f, steps: [${steps}]}\n`;

it('reads every file of the suite', async () => {
  const files = await loadSuite();
  expect(files.map(({ suite }) => suite)).toEqual([
    'Every answer',
    'Sessions',
    'Loads of people',
    'Loads of groups, memberships and devices',
    'Single entities',
    'Imports',
  ]);
});

it('names the place of what is not well formed', async () => {
  await expect(loadSuite(await suiteOf(file('{cal: GET /}')))).rejects.toThrow(/^a\.yaml\/cases\/0\/steps\/0/);
});

it('refuses a question that the register does not have', async () => {
  await expect(loadSuite(await suiteOf(file('{call: GET /, asks: noSuchSwitch}')))).rejects.toThrow(
    'a.yaml, case a: the ambiguity register has no noSuchSwitch',
  );
});

it('refuses an answer that a switch does not have', async () => {
  const step = '{call: GET /, asks: createSessionStatus, answers: {418: {status: 418}}}';
  await expect(loadSuite(await suiteOf(file(step)))).rejects.toThrow(
    'a.yaml, case a: the ambiguity register has no createSessionStatus=418',
  );
});

it('refuses an id that is used twice', async () => {
  const text = `${file('{call: GET /}')}  - {id: a, title: B, facts: f, steps: [{call: GET /}]}\n`;
  await expect(loadSuite(await suiteOf(text))).rejects.toThrow('The case id a is used twice; give each case its own');
});
