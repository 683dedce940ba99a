import { readdir, readFile } from 'node:fs/promises';
import { answersOf, isAmbiguity } from '@headwater/protocol';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { type Case, type Step, SuiteFile } from './suite.ts';

/** Where the suite's own files lie. */
const SUITE_FOLDER: URL = new URL('../suite/', import.meta.url);

/**
 * Reads the files of a suite in the order of their names. Throws an Error that names file and place for one that is not well formed, for an
 * id that is used twice, and for a question that the ambiguity register does not have.
 */
export async function loadSuite(folder: URL = SUITE_FOLDER): Promise<readonly SuiteFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const files = await Promise.all(names.map((name) => loadFile(folder, name)));
  const ids = files.flatMap(({ cases }) => cases.map(({ id }) => id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`The case id ${twice} is used twice; give each case its own`);
  return files;
}

async function loadFile(folder: URL, name: string): Promise<SuiteFile> {
  const file: unknown = parse(await readFile(new URL(name, folder), 'utf8'));
  if (!Value.Check(SuiteFile, file)) {
    const [problem] = Value.Errors(SuiteFile, file);
    throw new Error(`${name}${problem?.instancePath ?? ''}: ${problem?.message ?? 'is no suite'}`);
  }
  for (const each of file.cases) checkQuestions(name, each);
  return file;
}

function checkQuestions(file: string, { id, steps }: Case): void {
  for (const step of steps) {
    for (const answer of answersAsked(step)) {
      throw new Error(`${file}, case ${id}: the ambiguity register has no ${answer}`);
    }
  }
}

/** What a step asks that the register does not know. */
function answersAsked(step: Step): readonly string[] {
  if (!('asks' in step) || step.asks === undefined) return [];
  const { asks } = step;
  if (!isAmbiguity(asks)) return [asks];
  return Object.keys(step.answers ?? {})
    .filter((answer) => !answersOf(asks).includes(answer))
    .map((answer) => `${asks}=${answer}`);
}
