import { describe, expect, test } from 'vitest';
import { KERNEL_FUNCTIONS } from '../../src/index.ts';
import { INTERPRETER_CARDS } from '../../src/run/cards/index.ts';

/** The built-in cards of the public packs (workflows-format 8.1). */
const OF_THE_PACKS: Readonly<Record<string, string>> = {
  boolean: 'and compare or xor',
  control:
    'assignIf branch callable comment continueIf if join let lookup noop return returnRaw run spawn throw throwIf times tryCatch until wait',
  crypto: 'hmac',
  date: 'add diff epoch format fromISO iso now parse subtract unix',
  http: 'accept delegated raw',
  json: 'parse stringify',
  jwt: 'sign',
  list: 'asyncEach at collapse concat construct difference each filter filterBy findBy flatten includes intersection join length map pluck pop push reduce sample shift sortBy union uniqueBy',
  math: 'add ceil divide expression multiply random round subtract',
  object: 'clearEmpty construct expand get keys map merge pick set values',
  string:
    'base64 base64Decode compose concat email find lastIndexOf length match random replace replaceAny split substr toLowerCase trim',
  url: 'encode encodeComponent',
  utility: 'exportFlo',
};

/** Cards of these categories that no public pack has (workflows-functions 3 to 12). */
const OF_THE_HELP: Readonly<Record<string, string>> = {
  boolean: 'expression nand nor not xnor',
  control: 'toNumber toString typeof',
  crypto: 'hash md5 sha1 sha256 sign',
  csv: 'decode encode',
  jwt: 'decode verify',
  list: 'chunk find groupBy indexBy mapObjects merge reverse slice sort split stats sum swap truncate unique unshift xor zip',
  math: 'abs exp factorial floor increment larger log mod percentage power sign smaller sqrt toFixed',
  object: 'collapse each filter move process size split unset unzip zip',
  string: 'at toUpperCase uuid',
  url: 'decode decodeComponent format parse',
  xml: 'build parse',
};

describe('the built-in cards', () => {
  test('of the public packs are all played, each by one side', () => {
    const names = namesOf(OF_THE_PACKS);
    const sides = names.map((name) => [name, sidesOf(name)]);
    expect({ count: names.length, sides }).toEqual({ count: 103, sides: names.map((name) => [name, 1]) });
  });

  test('of the help are all played, each by one side', () => {
    const names = namesOf(OF_THE_HELP);
    expect(names.map((name) => [name, sidesOf(name)])).toEqual(names.map((name) => [name, 1]));
  });

  test('that compute are all known by these lists', () => {
    const known = new Set([...namesOf(OF_THE_PACKS), ...namesOf(OF_THE_HELP)]);
    expect([...KERNEL_FUNCTIONS.keys()].filter((name) => !known.has(name))).toEqual([]);
  });

  test('that compute have a name of their own, a title and at least three examples', () => {
    const poor = [...KERNEL_FUNCTIONS].filter(
      ([name, found]) => found.name !== name || found.title === '' || found.examples.length < 3,
    );
    expect(poor.map(([name]) => name)).toEqual([]);
  });
});

function namesOf(categories: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(categories).flatMap(([category, names]) =>
    names.split(' ').map((name) => `${category}:${name}`),
  );
}

function sidesOf(name: string): number {
  return [KERNEL_FUNCTIONS, INTERPRETER_CARDS].filter((side) => side.has(name)).length;
}
