import { describe, expect, it } from 'vitest';
import { compilePack } from '../../src/compile/compile-pack.ts';
import type { CompiledFlow, Program } from '../../src/compile/program.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import { okta } from '../../src/connectors/okta/connector.ts';
import { stash } from '../../src/connectors/stash/connector.ts';
import { buildPack, fixed } from '../support/build-pack.ts';

function flowOf(program: Program, name: string): CompiledFlow {
  const found = [...program.flows.values()].find((flow) => flow.name === name);
  if (found === undefined) throw new TypeError(`No flow "${name}"`);
  return found;
}

describe('a compiled flow', () => {
  it('says what it takes and gives, whom it calls and what it touches', () => {
    const built = buildPack((pack) => {
      pack.connection('okta');
      const people = pack.table('People', { id: 'str' });
      const shape = pack.helper('Shape', { person: 'object' }, (f) => {
        f.construct({ id: f.arg('person') });
      });
      const listener = pack.helper('Listener', {}, () => {});
      pack.helper('Main', { word: 'string', list: 'object[]' }, (f) => {
        f.comment('not counted');
        f.search(people, []);
        const tried = f.tryCatch(
          (f) => {
            f.map([1], shape);
            return { word: 'x' };
          },
          () => ({ word: 'y' }),
        );
        f.card('okta:readUser', { onError: { type: 'flo', flo: listener.id } });
        f.return({ word: tried.out('word'), other: 1 });
      });
    });
    const pack = built.read();
    const program = compilePack(pack, { connectors: [stash, okta] });
    const { scope, ...main } = flowOf(program, 'Main');
    expect(main).toEqual({
      id: built.flow('Main').id,
      name: 'Main',
      kind: 'helper',
      parameters: [
        { group: '', key: 'word', type: 'string', isList: false },
        { group: '', key: 'list', type: 'object', isList: true },
      ],
      results: ['word', 'other'],
      calls: [built.flow('Listener').id, built.flow('Shape').id],
      connections: [{ connector: 'okta', connectionId: [...pack.connections.keys()][0] }],
      tables: [built.table('People').id],
      cardCount: 7,
    });
    expect(scope.cards.map(({ name }) => name)).toEqual([
      'control:callable',
      'control:comment',
      'stash searchRows2',
      'control:tryCatch',
      'okta readUser',
      'control:return',
    ]);
    expect(program.report).toEqual({
      problems: [],
      counts: { flows: 3, scopes: 5, cards: 14, implemented: 14 },
    });
    expect([...program.blocks.values()].map(({ block }) => block)).toEqual(['tryCatch1/try', 'tryCatch1/catch']);
  });

  it('forgets values nobody will read any more', () => {
    const pack = buildPack((pack) => {
      pack.helper('Main', { big: 'object' }, (f) => {
        const part = f.arg('big').at('part');
        const made = f.construct({ part });
        f.construct({ part, made });
        f.return({});
      });
    }).read();
    const { scope } = flowOf(compilePack(pack, { connectors: [] }), 'Main');
    expect(scope.cards.map(({ name, stores, dead }) => ({ name, stores: stores.length, dead: dead.length }))).toEqual([
      { name: 'control:callable', stores: 1, dead: 0 },
      { name: 'object:expand', stores: 1, dead: 1 },
      { name: 'object:construct', stores: 1, dead: 0 },
      { name: 'object:construct', stores: 0, dead: 2 },
      { name: 'control:return', stores: 0, dead: 0 },
    ]);
  });
});

describe('the report of a compiled pack', () => {
  const problems = (build: Parameters<typeof buildPack>[0], connectors: readonly Connector[] = [stash, okta]) =>
    compilePack(buildPack(build).read(), { connectors }).report.problems.map(({ code, place }) => ({ code, place }));

  it('names cards that nobody has implemented', () => {
    const found = problems((pack) => {
      pack.manual('Main', (f) => {
        f.card('gmail:sendEmail2', { title: 'Send Email' });
        f.card('okta:fly', { title: 'Fly' });
        f.card('list:juggle', { title: 'Juggle' });
      });
    });
    expect(found).toEqual([
      {
        code: 'connector_unknown',
        place: expect.stringMatching(/^flow "Main" \(.*\) › card "Send Email" \(sendEmail21\)$/),
      },
      { code: 'action_unknown', place: expect.stringMatching(/card "Fly" \(fly1\)$/) },
      { code: 'function_unknown', place: expect.stringMatching(/card "Juggle" \(juggle1\)$/) },
    ]);
  });

  it('finds custom connectors and actions by their names without the hash', () => {
    const slack: Connector = {
      name: 'slack',
      title: 'Slack',
      connections: [],
      actions: { post: { title: 'Post', effect: 'outside', run: () => ({}) } },
    };
    const build: Parameters<typeof buildPack>[0] = (pack) => {
      pack.manual('Main', (f) => {
        f.card('slack_4151667dbd1c434fb0b7dae901b00cc7:post_569YEilsgA7');
      });
    };
    expect(problems(build, [slack])).toEqual([]);
  });

  it('names helpers and tables that are not in the pack', () => {
    const found = problems((pack) => {
      pack.manual('Main', (f) => {
        f.call(pack.ref('Elsewhere'));
        f.search({ id: 'f0000000-0000-4000-8000-000000000000', columns: {} });
      });
    });
    expect(found.map(({ code }) => code)).toEqual(['flow_missing', 'table_missing']);
  });

  it('names iterators that pass nothing of their items', () => {
    const found = problems((pack) => {
      const helper = pack.helper('Helper', { user: 'object' }, () => {});
      pack.manual('Main', (f) => {
        f.each([1], helper, { user: fixed({}, '{id}') });
        f.each([1], helper, { user: fixed('G') });
        f.times(2, helper, { user: fixed({}, '{id}') });
      });
    });
    expect(found).toEqual([{ code: 'iterator_ambiguous', place: expect.stringMatching(/\(each1\)$/) }]);
  });

  it('names options that were never filled in, unless an input stands in', () => {
    const found = problems((pack) => {
      const application = '-- Enter Application ID --';
      pack.manual('Main', (f) => {
        f.card('okta:listImportSessions', { options: { application } });
        f.card('okta:listImportSessions', {
          options: { application },
          groups: { Application: { applicationID: '0oa1' } },
        });
      });
    });
    expect(found).toEqual([
      { code: 'option_placeholder', place: expect.stringMatching(/\(listImportSessions1\) › input "application"$/) },
    ]);
  });
});

describe('bindings', () => {
  const pack = buildPack((pack) => {
    pack.manual('Main', (f) => {
      f.card('okta:listImportSessions', { id: 'option', options: { application: '0oaOld' } });
      f.card('okta:listImportSessions', {
        id: 'input',
        options: { application: '-- Enter Application ID --' },
        groups: { Application: { applicationID: '0oaOld', note: '0oaOld' } },
      });
      f.card('okta:addNewUserToGroup', { id: 'group', options: { group: '00gOld', more: 'x00gOld' } });
    });
  }).read();
  const literals = (bindings: Parameters<typeof compilePack>[1]['bindings']) => {
    const program = compilePack(pack, { connectors: [okta], bindings: bindings ?? {} });
    const { cards } = flowOf(program, 'Main').scope;
    return Object.fromEntries(
      cards.flatMap(({ id, inputs }) =>
        inputs.fields.map(({ field, literal }) => [`${id} ${field.group}.${field.key}`, literal]),
      ),
    );
  };

  it('stand in for applications in options and in inputs of Okta cards', () => {
    expect(literals({ applications: { '0oaOld': '0oaNew' } })).toEqual({
      'option parameters.application': '0oaNew',
      'input parameters.application': '-- Enter Application ID --',
      'input Application.applicationID': '0oaNew',
      'input Application.note': '0oaOld',
      'group parameters.group': '00gOld',
      'group parameters.more': 'x00gOld',
    });
  });

  it('stand in for other ids in options, whole values only', () => {
    expect(literals({ ids: { '00gOld': '00gNew' } })).toEqual({
      'option parameters.application': '0oaOld',
      'input parameters.application': '-- Enter Application ID --',
      'input Application.applicationID': '0oaOld',
      'input Application.note': '0oaOld',
      'group parameters.group': '00gNew',
      'group parameters.more': 'x00gOld',
    });
  });
});
