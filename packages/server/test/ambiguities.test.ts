import { readdirSync, readFileSync } from 'node:fs';
import { AMBIGUITIES, answersOf, isAmbiguity } from '@headwater/protocol';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const PACKAGES = readdirSync(new URL('packages/', ROOT));

/** The texts of the files below these folders whose names end so. */
function textsOf(folders: readonly string[], ending: string): readonly string[] {
  return folders.flatMap((folder) => {
    const url = new URL(folder, ROOT);
    const names = list(url).filter((name) => name.endsWith(ending) && !isAside(name));
    return names.map((name) => readFileSync(new URL(name, url), 'utf8'));
  });
}

/** The register itself, and this test. */
function isAside(name: string): boolean {
  return /(?:^|\/)ambiguities(?:\.test)?\.ts$/.test(name);
}

function list(folder: URL): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/** Answers that no test names. */
function untested(): readonly string[] {
  const sources = textsOf([...PACKAGES.map((name) => `packages/${name}/test/`), 'e2e/test/'], '.test.ts');
  const names = Object.keys(AMBIGUITIES).filter(isAmbiguity);
  return names.flatMap((name) =>
    answersOf(name)
      .filter((answer) => !sources.some((source) => mentions(source, name, answer)))
      .map((answer) => `${name}=${answer}`),
  );
}

/** `switch=answer` in a title, `switch: 'answer'` in what is chosen, or a table of the answers of the switch. */
function mentions(source: string, name: string, answer: string): boolean {
  if (new RegExp(`\\b${name}(?:=|: '?)${answer}\\b`).test(source)) return true;
  const hasTable = source.includes(`${name}=%s`) || source.includes(`Choices['${name}']`);
  return hasTable && source.includes(`'${answer}'`);
}

test('every answer of every switch of the register is named by a test', () => {
  expect(untested()).toEqual([]);
});

test('every switch of the register is read somewhere', () => {
  const sources = textsOf(['packages/protocol/src/', 'packages/server/src/'], '.ts');
  const unread = Object.keys(AMBIGUITIES).filter((name) => !sources.some((source) => source.includes(name)));
  expect(unread).toEqual([]);
});
