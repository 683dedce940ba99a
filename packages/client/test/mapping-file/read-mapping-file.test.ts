import { manualClock } from '@headwater/protocol';
import { describe, expect, it } from 'vitest';
import { MappingError } from '../../src/mapping-file/mapping-error.ts';
import { parseMapping, readMappingFile } from '../../src/mapping-file/read-mapping-file.ts';
import type { SourceRow } from '../../src/sources/source.ts';
import { tempFile } from '../support/temp-files.ts';

const COLUMNS = ['number', 'First Name', 'email', 'status', 'name'];

const ROW: SourceRow = {
  kind: 'row',
  row: 3,
  line: 4,
  values: { number: '7', 'First Name': 'Ann', email: 'ANN@x.org', status: 'active', name: { last: 'Lee' } },
};

const MAPPING = `
externalId: number
profile:
  userName: String.toLowerCase(email)
  firstName: source["First Name"]
  lastName: source.name.last
  title: '"Dr. " + source["First Name"]'
  active: true
  nickName: null
removeWhen: status == "left"
skipWhen: status == "contractor"
`;

const map = (text: string, row: Partial<SourceRow['values']> = {}) =>
  parseMapping(text, COLUMNS, 'mapping.yaml').map({ ...ROW, values: { ...ROW.values, ...row } });

function problems(text: string) {
  try {
    parseMapping(text, COLUMNS, 'mapping.yaml');
  } catch (error) {
    if (error instanceof MappingError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a mapping file', () => {
  it('makes a record of a row', () => {
    expect(map(MAPPING)).toEqual({
      kind: 'upsert',
      externalId: '7',
      profile: {
        userName: 'ann@x.org',
        firstName: 'Ann',
        lastName: 'Lee',
        title: 'Dr. Ann',
        active: true,
        nickName: null,
      },
      origin: { row: 3, line: 4 },
    });
  });

  it('removes and skips when it says so', () => {
    expect(map(MAPPING, { status: 'left' })).toEqual({ kind: 'remove', externalId: '7', origin: { row: 3, line: 4 } });
    expect(map(MAPPING, { status: 'contractor' })).toEqual({ kind: 'skipped', origin: { row: 3, line: 4 } });
  });

  it('may be JSON, in a file', async () => {
    const text = '{ "externalId": "source.number", "profile": { "email": "email" } }';
    const mapping = await readMappingFile(await tempFile('m.json', text), COLUMNS);
    expect([mapping.attributes, mapping.warnings]).toEqual([['email'], []]);
    expect(mapping.map(ROW)).toMatchObject({ externalId: '7', profile: { email: 'ANN@x.org' } });
  });

  it('takes the time from the clock it is given', () => {
    const text = 'externalId: number\nprofile:\n  seen: Time.now()\n';
    const mapping = parseMapping(text, COLUMNS, 'm.yaml', manualClock('2026-05-06T07:08:09.000Z'));
    expect(mapping.map(ROW)).toMatchObject({ profile: { seen: '2026-05-06T07:08:09.000Z' } });
  });

  it.each([
    [true, 'remove'],
    ['TRUE', 'remove'],
    [false, 'upsert'],
    ['false', 'upsert'],
    ['', 'upsert'],
    [null, 'upsert'],
    ['yes', 'rejected'],
    [1, 'rejected'],
  ] as const)('with removeWhen giving %j makes the record %s', (status, kind) => {
    const text = 'externalId: number\nprofile: { email: email }\nremoveWhen: status\n';
    expect(map(text, { status }).kind).toBe(kind);
  });
});

describe('a row that cannot be mapped is rejected with the reason', () => {
  it('when an expression fails', () => {
    const text = 'externalId: number\nprofile: { email: email, age: Convert.toInt(email) }\n';
    expect(map(text)).toEqual({
      kind: 'rejected',
      externalId: null,
      origin: { row: 3, line: 4 },
      reason: {
        code: 'expressionFailed',
        message: expect.stringContaining('profile.age: Convert.toInt could not read "ANN@x.org"'),
      },
    });
  });

  it('when the external id is no single value', () => {
    expect(map('externalId: name\nprofile: { email: email }\n')).toMatchObject({
      kind: 'rejected',
      reason: { code: 'expressionFailed', message: 'externalId gave a list or an object, not one value.' },
    });
  });
});

describe('a mistake is told with file, place and key', () => {
  it.each([
    [
      'an unknown column',
      'externalId: number\nprofile:\n  email: emial\n',
      'mapping.yaml:3:10: profile.email: there is no column emial. Did you mean email?',
    ],
    [
      'an unknown column that is like none',
      'externalId: zzzzzzzz\nprofile: { email: email }\n',
      'mapping.yaml:1:13: externalId: there is no column zzzzzzzz. There are number, First Name, email, status, name.',
    ],
    [
      'an unknown odd name',
      `externalId: number\nprofile:\n  first: 'source["Fist Name"]'\n`,
      'mapping.yaml:3:11: profile.first: there is no column Fist Name. Did you mean First Name?',
    ],
    [
      'an expression that ends early',
      'externalId: number\nprofile:\n  email: "String.toLowerCase(email"\n',
      'mapping.yaml:3:35: profile.email: The expression ends too early. Expected ")" or "," after the argument.',
    ],
    [
      'a part of a column without source',
      'externalId: number\nprofile:\n  last: name.last\n',
      'mapping.yaml:3:9: profile.last: name.last is no column. Write source.name.last if it is part of one.',
    ],
    [
      'a look into the directory',
      'externalId: number\nprofile:\n  in: isMemberOfGroupName("x")\n',
      /^mapping\.yaml:3:\d+: profile\.in: /,
    ],
    [
      'an unknown key',
      'externalId: number\nprofil: { email: email }\nprofile: { email: email }\n',
      'mapping.yaml:2:1: profil: unknown key; the keys are externalId, profile, removeWhen, skipWhen',
    ],
    ['no external id', 'profile: { email: email }\n', 'mapping.yaml: externalId: missing: it identifies a record'],
    ['no profile', 'externalId: number\n', 'mapping.yaml: profile: missing: it lists the attributes to write'],
    [
      'a profile that is a text',
      'externalId: number\nprofile: email\n',
      'mapping.yaml:2:1: profile: must be an object of attribute names and expressions',
    ],
    [
      'an expression that is a list',
      'externalId: number\nprofile:\n  email: [email]\n',
      'mapping.yaml:3:3: profile.email: must be an expression, written as text',
    ],
    ['a text', 'hello\n', /^mapping\.yaml: the file must be an object with the keys externalId, profile/],
    ['nothing', '', /^mapping\.yaml: the file must be an object/],
    ['broken YAML', 'externalId: number\nprofile: {\n', /^mapping\.yaml:\d+:\d+: /],
    [
      'a key twice',
      'externalId: number\nexternalId: email\nprofile: { a: email }\n',
      /^mapping\.yaml:2:1: Map keys must be unique/,
    ],
  ])('%s', (_, text, message) => {
    const found = problems(text);
    expect(found[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('and all mistakes are told at once', () => {
    expect(problems('externalId: nummer\nprofile:\n  a: emial\n  b: statsu\n')).toEqual([
      'mapping.yaml:1:13: externalId: there is no column nummer. Did you mean number?',
      'mapping.yaml:3:6: profile.a: there is no column emial. Did you mean email?',
      'mapping.yaml:4:6: profile.b: there is no column statsu. Did you mean status?',
    ]);
  });

  it('a missing file is named', async () => {
    await expect(readMappingFile('/nowhere/m.yaml', COLUMNS)).rejects.toThrow(
      '/nowhere/m.yaml: the file cannot be read',
    );
  });
});
