import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../src/test-file/document/check-names.ts';
import { readTestFile } from '../../../src/test-file/document/read-test-file.ts';
import { buildPack } from '../../support/build-pack.ts';

const pack = buildPack((build) => {
  build.connection('okta', 'This org');
  build.table('People', { id: 'str', active: 'bln' });
  build.helper('Find person', {}, (f) => f.card('okta:listImportSessions', { options: { application: '0oa1' } }));
  build.helper('Twin', {}, (f) => f.return({}));
}).read();

function check(text: string): void {
  checkNames(pack, readTestFile(text, 'a.yaml'));
}

describe('names in a test file', () => {
  it('that the pack has are taken, tables and flows also by their ids', () => {
    const [table] = [...pack.tables.keys()];
    const [flow] = [...pack.flows.keys()];
    expect(() =>
      check(`
choices: { listAtOutOfRange: "null" }
tables: { ${table}: [{ id: a, active: true }] }
orgs: { This org: {}, okta: {} }
connections: { This org: { url: https://org.example } }
cases: [{ name: a, flow: ${flow}, expect: { tables: { People: { $length: 1 } } } }]`),
    ).not.toThrow();
  });

  it.each([
    [
      'flow',
      'cases: [{ name: a, flow: Find persons }]',
      'a.yaml:1:20: cases[0].flow: there is no flow "Find persons"; did you mean "Find person"?',
    ],
    [
      'table',
      'tables: { Peple: [] }\ncases: [{ name: a, flow: Twin }]',
      'a.yaml:1:11: tables.Peple: there is no table "Peple"; did you mean "People"?',
    ],
    [
      'column',
      'cases: [{ name: a, flow: Twin, expect: { tables: { People: [{ actve: true }] } } }]',
      'a.yaml:1:63: cases[0].expect.tables.People[0].actve: there is no column "actve"; did you mean "active"?',
    ],
    [
      'connection',
      'orgs: { Their org: {} }\ncases: [{ name: a, flow: Twin }]',
      'a.yaml:1:9: orgs."Their org": there is no connection "Their org"; did you mean "This org"?',
    ],
    [
      'switch',
      'choices: { listAt: a }\ncases: [{ name: a, flow: Twin }]',
      expect.stringContaining('a.yaml:1:12: choices.listAt: there is no switch "listAt"; there are listAtOutOfRange, '),
    ],
    [
      'answer',
      'choices: { listAtOutOfRange: maybe }\ncases: [{ name: a, flow: Twin }]',
      'a.yaml:1:12: choices.listAtOutOfRange: "maybe" is no answer; the answers are error, null',
    ],
    [
      'started flow',
      'cases: [{ name: a, flow: Twin, expect: { started: [{ flow: Twinn }] } }]',
      'a.yaml:1:52: cases[0].expect.started[0]: there is no flow "Twinn"; did you mean "Twin"?',
    ],
    [
      'case name',
      'cases: [{ name: a, flow: Twin }, { name: a, flow: Twin }]',
      'a.yaml:1:36: cases[1].name: two cases are called "a"',
    ],
  ])('of a %s that is unknown or taken are told with what was meant', (_, text, message) => {
    let told: unknown;
    try {
      check(text);
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told).toEqual(message);
  });

  it('that two flows share have to be ids', () => {
    const first = buildPack((build) => {
      build.helper('Twin', {}, (f) => f.return({}));
      build.helper('Other', {}, (f) => f.return({}));
    });
    const other = first.flow('Other').id;
    const { flos } = first.json.data as { flos: Record<string, { name: string }> };
    const renamed = flos[other];
    if (renamed !== undefined) renamed.name = 'Twin';
    const { id } = first.flow('Twin');
    expect(() => checkNames(first.read(), readTestFile('cases: [{ name: a, flow: Twin }]', 'a.yaml'))).toThrow(
      `a.yaml:1:20: cases[0].flow: 2 flows are called "Twin"; write one of the ids ${id}, ${other}`,
    );
  });
});
