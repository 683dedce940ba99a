/** One example for and one against each rule, so one long table. */
import { describe, expect, it } from 'vitest';
import { lintPack } from '../../src/lint/lint-pack.ts';
import { LINT_RULES } from '../../src/lint/lint-rules.ts';
import { buildPack, field, fixed, item, type PackBuilder } from '../support/build-pack.ts';

type Build = (pack: PackBuilder) => void;

/** A rule's code, packs that have the mistake with the places where it is found, and packs that do not. */
interface Case {
  readonly bad: readonly (readonly [build: Build, places: readonly string[]])[];
  readonly good: readonly Build[];
}

/** Where a rule finds something, without the ids of flows. */
function places(code: string, build: Build): readonly string[] {
  return lintPack(buildPack(build).read())
    .filter((finding) => finding.code === code)
    .map(({ place }) => place.replaceAll(/ \([0-9a-f]{8}…\)/g, ''));
}

const APP = '0oaAAAAAAAAAAAAAAAAA';
const OTHER = '0oaBBBBBBBBBBBBBBBBB';

/** A flow that takes an object and does nothing with it. */
function helper(pack: PackBuilder) {
  return pack.helper('H', { person: 'object' }, (f) => {
    f.return({ person: f.arg('person') });
  });
}

const CASES: Readonly<Record<string, Case>> = {
  application_several: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            for (const application of [APP, APP, OTHER])
              f.card('okta:listImportSessions', { options: { application } });
          });
        },
        ['flow "M" › card "List Import Sessions" (listImportSessions3)'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          for (const application of [APP, APP, '-- Enter Application ID --', '']) {
            f.card('okta:listImportSessions', { options: { application } });
          }
        });
      },
    ],
  },
  argument_unknown: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            f.call(called, { person: {}, Person: {} });
            f.each([], called, { other: item() });
          });
        },
        ['flow "M" › card "Call Flow" (spawn1) › input "Person"', 'flow "M" › card "For Each" (each1) › input "other"'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        pack.manual('M', (f) => {
          f.call(called, { person: {} });
          f.reduce([], called, { person: item(), memo: fixed({}) });
          f.call({ id: 'not-in-the-pack', name: '' }, { any: 1 });
        });
      },
    ],
  },
  card_unused: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.compose('for nobody');
            f.compose('the last one');
            f.comment('the end');
          });
        },
        ['flow "M" › card "Compose" (compose1)'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.return({ text: f.compose('for the caller') });
        });
      },
      (pack) => {
        pack.manual('M', (f) => {
          f.compose('the result');
        });
      },
    ],
  },
  column_unknown: {
    bad: [
      [
        (pack) => {
          const people = pack.table('People', { id: 'str' });
          pack.manual('M', (f) => {
            f.createRow(people, { id: '1', Id: '2' });
            const row = f.search(people, [['name', '=', 'x']], { sort: 'age' });
            f.return({ mail: row.outOf('Fields', 'mail') });
          });
        },
        [
          'flow "M" › card "Create Row" (createRow1) › input "Fields.Id"',
          'flow "M" › card "Search Rows" (searchRows21) › output "Fields.mail"',
          'flow "M" › card "Search Rows" (searchRows21) › input "Filter.Where Expression"',
          'flow "M" › card "Search Rows" (searchRows21) › input "Sort.Column"',
        ],
      ],
    ],
    good: [
      (pack) => {
        const people = pack.table('People', { id: 'str' });
        pack.manual('M', (f) => {
          f.createRow(people, { id: '1' });
          f.search(people, [['Row ID', '=', 'x']], { sort: 'Created' });
        });
      },
    ],
  },
  compare_numbers_as_text: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.ifElse([f.compose('9'), '>', '80']);
            f.continueIf([
              f
                .card('list:length', { in: { list: [] } })
                .out('length', 'number')
                .as('toString'),
              '<',
              '9',
            ]);
          });
        },
        [
          'flow "M" › card "If/Else" (if1) › input "left-operand"',
          'flow "M" › card "Continue If" (continueIf1) › input "left-operand"',
        ],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.ifElse([f.compose('9'), '>', 80]);
          f.ifElse([f.compose('9'), '==', '80']);
          f.ifElse([f.compose('2026-01-01'), '<', '2026-02-01']);
        });
      },
    ],
  },
  concurrency_clamped: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            f.each([], called, { person: item() }, { concurrency: 1000 });
          });
        },
        ['flow "M" › card "For Each" (each1) › input "concurrency"'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        pack.manual('M', (f) => {
          f.each([], called, { person: item() }, { concurrency: 200 });
        });
      },
    ],
  },
  connection_unset: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.card('okta:readUser');
            f.card('okta:readUser');
            f.card('slack:sendMessage', { connection: 'gone' });
          });
        },
        ['flow "M" › card "readUser" (readUser1)', 'flow "M" › card "sendMessage" (sendMessage1)'],
      ],
    ],
    good: [
      (pack) => {
        pack.connection('okta');
        const people = pack.table('People', { id: 'str' });
        pack.manual('M', (f) => {
          f.card('okta:readUser');
          f.search(people);
          f.card('httpfunctions:close');
        });
      },
    ],
  },
  else_missing: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            const join = f.ifElse([f.compose('x'), '==', 'x'], () => ({ word: 'yes' }));
            f.compose('{{word}}', { word: join.out('word') });
          });
        },
        ['flow "M" › card "Join" (join1) › input "word"'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          const both = f.ifElse(
            [f.compose('x'), '==', 'x'],
            () => ({ word: 'yes' }),
            () => ({ word: 'no' }),
          );
          f.compose('{{word}}', { word: both.out('word') });
          f.ifElse([f.compose('x'), '==', 'x'], () => ({ unread: 'yes' }));
        });
      },
    ],
  },
  errors_hidden: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            f.asyncEach([], called, { person: item() });
          });
        },
        ['flow "M" › card "For Each - Ignore Errors" (asyncEach1)'],
      ],
    ],
    good: [
      (pack) => {
        pack.event('E', 'okta:userCreated', { 'Okta User': 'object' }, (f) => {
          f.comment('The designer makes this loop');
        });
      },
    ],
  },
  filter_operand_missing: {
    bad: [
      [
        (pack) => {
          const people = pack.table('People', { id: 'str' });
          pack.manual('M', (f) => {
            const expr = [{ lhs: 'id', op: '=', join: 'AND', rhd: { methodId: 'c', outputId: 'gone' } }];
            f.card('stash:searchRows2', {
              options: { stash: people.id },
              groups: { Filter: { 'Where Expression': { expr } } },
            });
          });
        },
        ['flow "M" › card "Search Rows" (searchRows21) › input "Filter.Where Expression"'],
      ],
    ],
    good: [
      (pack) => {
        const people = pack.table('People', { id: 'str' });
        pack.manual('M', (f) => {
          f.search(people, [['id', '=', f.compose('x')]]);
        });
      },
    ],
  },
  flow_unreachable: {
    bad: [
      [
        (pack) => {
          pack.helper('Alone', {}, (f) => {
            f.ifElse([f.compose('x'), '==', 'y'], (yes) => {
              yes.call(pack.ref('Alone'));
              return {};
            });
          });
        },
        ['flow "Alone"'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        pack.manual('M', (f) => {
          f.card('okta:listUsersWithSearch', { groups: { Streaming: { Flow: called.id } } });
        });
      },
    ],
  },
  http_unencrypted: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.card('httpfunctions:get', { groups: { Request: { URL: 'http://hr.acme.test/people' } } });
          });
        },
        ['flow "M" › card "Get" (get1) › input "Request.URL"'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.card('httpfunctions:get', { groups: { Request: { URL: 'https://hr.acme.test/people' } } });
          f.card('httpfunctions:get', { groups: { Request: { URL: 'http://localhost:8080' } } });
          f.compose('<a xmlns="http://www.w3.org/1999/xhtml"/>');
        });
      },
    ],
  },
  input_missing: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.card('okta:deleteImportSession', {
              groups: { Application: { sessionId: field('string', '', { required: true }) } },
            });
          });
        },
        ['flow "M" › card "Delete Import Session" (deleteImportSession1) › input "Application.sessionId"'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          const id = f.compose('x');
          f.card('okta:deleteImportSession', {
            groups: { Application: { sessionId: field('string', id, { required: true }) } },
          });
          f.card('math:add', { in: { a: field('number', 0, { required: true }) } });
          f.tryCatch(
            () => ({}),
            () => ({}),
          );
        });
      },
    ],
  },
  iterator_ambiguous: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            f.each([], called, { person: fixed({}) });
          });
        },
        ['flow "M" › card "For Each" (each1)'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        pack.manual('M', (f) => {
          f.each([], called, { person: item() });
          f.each([], called, { person: fixed({ fixed: true }) });
          f.each([], called, { person: fixed({}), other: item() });
          f.each([], called, { person: fixed(f.construct({ a: 1 })) });
        });
      },
    ],
  },
  join_source_outside: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            const outside = f.compose('outside');
            const join = f.ifElse(
              [outside, '==', 'x'],
              () => ({ word: 'yes' }),
              () => ({ word: 'no' }),
            );
            f.pin(outside, join, 'join1.word');
          });
        },
        ['flow "M" › card "Join" (join1) › input "word"'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          const outside = f.compose('outside');
          f.ifElse(
            [outside, '==', 'x'],
            () => ({ word: outside }),
            (no) => {
              const inner = no.ifElse([outside, '==', 'y'], () => ({ word: 'y' }));
              return { word: inner.out('word') };
            },
          );
        });
      },
    ],
  },
  operand_unset: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.ifElse(['', '==', 'x']);
            f.ifElse([f.compose('x'), '>', null]);
          });
        },
        [
          'flow "M" › card "If/Else" (if1) › input "left-operand"',
          'flow "M" › card "If/Else" (if2) › input "right-operand"',
        ],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.ifElse([f.compose('x'), 'is empty']);
          f.ifElse([f.compose('x'), '==', '']);
          f.ifElse([f.compose('x'), '==', false]);
        });
      },
    ],
  },
  pin_stale: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            f.each([], called, { person: item('', { stalePin: f.construct({ old: 1 }) }) });
          });
        },
        ['flow "M" › card "For Each" (each1) › input "person"'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        pack.manual('M', (f) => {
          f.each([], called, { person: item(), more: fixed(f.compose('same for all')) });
        });
      },
    ],
  },
  placeholder_value: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.card('httpfunctions:get', {
              groups: { Request: { URL: 'https://xxx.execute-api.eu-west-1.amazonaws.com/p' } },
            });
            f.card('okta:listImportSessions', { options: { application: '-- Enter Application ID --' } });
            f.compose('https://your-domain.okta.com');
          });
        },
        [
          'flow "M" › card "Get" (get1) › input "Request.URL"',
          'flow "M" › card "List Import Sessions" (listImportSessions1) › input "parameters.application"',
          'flow "M" › card "Compose" (compose1) › input "_text_"',
        ],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.card('okta:listImportSessions', {
            options: { application: '-- Enter Application ID --' },
            groups: { Application: { applicationID: f.compose('x') } },
          });
          f.compose('https://hr.acme.test/xx');
        });
      },
    ],
  },
  recursion_unbounded: {
    bad: [
      [
        (pack) => {
          pack.helper('Again', {}, (f) => {
            f.call(pack.ref('Again'));
          });
          pack.helper('There', {}, (f) => {
            f.call(pack.ref('Back'));
          });
          pack.helper('Back', {}, (f) => {
            f.tryCatch(
              (tried) => {
                tried.callAsync(pack.ref('There'));
                return {};
              },
              () => ({}),
            );
          });
        },
        [
          'flow "Again" › card "Call Flow" (spawn1)',
          'flow "There" › card "Call Flow" (spawn1)',
          'flow "Back" › card "If Error" (tryCatch1) › block "flo" › card "Call Flow Async" (run1)',
        ],
      ],
    ],
    good: [
      (pack) => {
        pack.helper('In a branch', { next: 'string' }, (f) => {
          f.ifElse([f.arg('next'), 'is not empty'], (yes) => {
            yes.call(pack.ref('In a branch'));
            return {};
          });
        });
        pack.helper('Behind Continue If', { next: 'string' }, (f) => {
          f.continueIf([f.arg('next'), 'is not empty']);
          f.call(pack.ref('Behind Continue If'));
        });
        pack.helper('For a list', { people: 'object[]' }, (f) => {
          f.each(f.arg('people'), pack.ref('For a list'), { people: item() });
        });
      },
    ],
  },
  result_missing: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            f.return({ id: f.call(called).out('Person') });
          });
        },
        ['flow "M" › card "Call Flow" (spawn1) › output "Person"'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        const last = pack.helper('Last card', {}, (f) => {
          f.construct({ a: 1 });
        });
        pack.manual('M', (f) => {
          const call = f.call(called);
          call.out('nobody reads it');
          f.return({ person: call.out('person'), made: f.call(last).out('output', 'object') });
        });
      },
    ],
  },
  secret_literal: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.compose('grant_type=client_credentials&client_secret=s3cr3t-value&scope=x');
            f.construct({ Authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig' });
            f.compose('{"passwordProfile": {"password": "Welcome1!"}}');
            f.construct({ api_key: 'abcdef123456' });
          });
        },
        [
          'flow "M" › card "Compose" (compose1) › input "_text_"',
          'flow "M" › card "Construct" (construct1) › input "Authorization"',
          'flow "M" › card "Compose" (compose2) › input "_text_"',
          'flow "M" › card "Construct" (construct2) › input "api_key"',
        ],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          const secret = f.compose('x');
          f.compose('client_secret={{secret}}&x=1', { secret });
          f.construct({ Authorization: f.compose('Bearer {{secret}}', { secret }), password: '', api_key: secret });
        });
      },
    ],
  },
  segment_end_unset: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.card('string:substr', { in: { string: 'abc', start: 1, end: field('number', null) } });
          });
        },
        ['flow "M" › card "Text Segment" (substr1) › input "end"'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.card('string:substr', { in: { string: 'abc', start: 1, end: 3 } });
        });
      },
    ],
  },
  session_after_limit: {
    bad: [
      [
        (pack) => {
          pack.helper('Load', { session: 'string', n: 'number' }, (f) => {
            const join = f.ifElse(
              [f.arg('n'), '==', 50],
              (full) => {
                full.card('okta:triggerImportSession', { groups: { Application: { sessionId: full.arg('session') } } });
                return { session: full.card('okta:createAnImportSession').outOf('Session', 'id') };
              },
              (more) => ({ session: more.arg('session') }),
            );
            f.return({ session: join.out('session') });
          });
        },
        ['flow "Load" › card "Create an Import Session" (createAnImportSession1)'],
      ],
    ],
    good: [
      (pack) => {
        pack.helper('Load', { session: 'string', users: 'object[]' }, (f) => {
          f.card('okta:triggerImportSession', { groups: { Application: { sessionId: f.arg('session') } } });
          const next = f.card('okta:createAnImportSession').outOf('Session', 'id');
          f.card('okta:bulkUserImport', {
            groups: { Application: { sessionId: next }, Data: { Users: f.arg('users') } },
          });
        });
      },
    ],
  },
  session_maybe_empty: {
    bad: [
      [
        (pack) => {
          const called = helper(pack);
          pack.manual('M', (f) => {
            const users = f.map([{ id: 1 }], called, { person: item() });
            f.card('okta:bulkUserImport', { groups: { Data: { Users: users } } });
          });
        },
        ['flow "M" › card "Bulk User Import" (bulkUserImport1)'],
      ],
    ],
    good: [
      (pack) => {
        const called = helper(pack);
        pack.helper('M', { people: 'object[]' }, (f) => {
          const length = f.card('list:length', { in: { list: f.arg('people') } }).out('length', 'number');
          f.continueIf([length, '>', 0]);
          const users = f.map(f.arg('people'), called, { person: item() });
          f.card('okta:bulkUserImport', { groups: { Data: { Users: users } } });
        });
      },
    ],
  },
  status_unread: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            const answer = f.card('httpfunctions:raw', { groups: { Request: { URL: 'https://hr.acme.test' } } });
            f.return({ body: answer.outOf('Response', 'Body') });
          });
        },
        ['flow "M" › card "Raw Request" (raw1)'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          const answer = f.card('http:raw', { in: { url: 'https://hr.acme.test' } });
          f.continueIf([answer.out('statusCode', 'number'), '==', 200]);
        });
      },
    ],
  },
  template_placeholder_unknown: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.compose('Hello {{{gone}}}');
          });
        },
        ['flow "M" › card "Compose" (compose1) › input "_text_"'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.compose('Hello {{name}}', { name: 'you' });
        });
      },
    ],
  },
  wait_long: {
    bad: [
      [
        (pack) => {
          pack.manual('M', (f) => {
            f.wait(31, 'day');
          });
        },
        ['flow "M" › card "Wait For" (wait1)'],
      ],
    ],
    good: [
      (pack) => {
        pack.manual('M', (f) => {
          f.wait(30, 'day');
          f.wait(3600, 'second');
        });
      },
    ],
  },
};

describe('lint', () => {
  it('has an example for every rule', () => {
    expect(Object.keys(CASES).sort()).toEqual(LINT_RULES.map(({ code }) => code).sort());
  });

  for (const [code, { bad, good }] of Object.entries(CASES)) {
    it(`finds ${code} where it is`, () => {
      for (const [build, where] of bad) expect(places(code, build)).toEqual(where);
    });

    it(`finds no ${code} where there is none`, () => {
      for (const build of good) expect(places(code, build)).toEqual([]);
    });
  }
});
