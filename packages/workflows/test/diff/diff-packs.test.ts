import { describe, expect, it } from 'vitest';
import { diffPacks } from '../../src/diff/diff-packs.ts';
import { formatDiff } from '../../src/diff/format-diff.ts';
import { isEmptyDiff } from '../../src/diff/pack-diff.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import {
  type BuiltPack,
  buildPack,
  field,
  fixed,
  item,
  type PackBuilder,
  type PackOptions,
  type ScopeBuilder,
} from '../support/build-pack.ts';
import { SHARED_PACKS } from '../support/shared-packs.ts';

/** Parts of the pack that a test may change. */
interface Parts {
  readonly pack?: (pack: PackBuilder) => void;
  readonly columns?: Readonly<Record<string, 'str' | 'dec' | 'bln'>>;
  readonly url?: string;
  readonly cron?: string;
  readonly main?: string;
  readonly concurrency?: number;
  readonly limit?: number;
  readonly source?: 'upper' | 'lower';
  readonly before?: (flow: ScopeBuilder) => void;
  readonly handled?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly shapeField?: string;
}

function sample(parts: Parts = {}, options: PackOptions = {}): BuiltPack {
  return buildPack((pack) => {
    pack.connection('okta');
    const folder = pack.folder('Imports');
    const people = pack.table('People', parts.columns ?? { id: 'str', age: 'dec' }, { folder });
    const shape = pack.helper('Shape', parts.params ?? { person: 'object' }, (f) => {
      f.return({ [parts.shapeField ?? 'externalId']: f.arg('person').at('id') });
    });
    pack.scheduled(
      parts.main ?? 'Import',
      parts.cron ?? '0 9 * * *',
      (f) => {
        parts.before?.(f);
        const lower = f.card('string:toLowerCase', { title: 'To Lower Case', in: { string: 'A' } }).out('output');
        const upper = f.card('string:toUpperCase', { title: 'To Upper Case', in: { string: 'a' } }).out('output');
        const url = f.compose(parts.url ?? 'https://a.test/{{word}}', {
          word: parts.source === 'lower' ? lower : upper,
        });
        const rows = f
          .search(
            people,
            [
              ['id', '=', url],
              ['age', '>', parts.limit ?? 18],
            ],
            { all: true },
          )
          .outOf('Result', 'Rows', 'object[]');
        const users = f.map(
          rows,
          shape,
          { person: item(), source: fixed('table') },
          { concurrency: parts.concurrency ?? 10 },
        );
        const join = f.ifElse(
          [users, 'is empty'],
          () => ({ word: 'none' }),
          (no) => ({ word: no.compose('some') }),
        );
        f.tryCatch(
          (tried) => ({ text: tried.compose('{{url}} {{word}}', { url, word: join.out('word') }) }),
          (handler) => ({ text: handler.compose(parts.handled ?? 'sorry') }),
        );
      },
      { folder },
    );
    parts.pack?.(pack);
  }, options);
}

function text(before: BuiltPack, after: BuiltPack): string {
  return formatDiff(diffPacks(before.read(), after.read()));
}

describe('packs that mean the same', () => {
  it('have no difference, whatever their ids and their order in the file', () => {
    const before = sample();
    const after = sample({}, { ids: 'export', version: '1.5.0' });
    const diff = diffPacks(before.read(), after.read());
    expect(diff).toEqual({
      flows: { added: [], removed: [], changed: [] },
      tables: { added: [], removed: [], changed: [] },
      connections: { added: [], removed: [], changed: [] },
      folders: { added: [], removed: [], changed: [] },
      notes: [],
    });
    expect(formatDiff(diff)).toBe('No difference in meaning');
  });

  it('may have new ids of everything', () => {
    const before = sample();
    const ids = new Set(before.text().match(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/g));
    let renewed = before.text();
    for (const id of ids) renewed = renewed.replaceAll(id, id.split('').reverse().join(''));
    expect(formatDiff(diffPacks(before.read(), readPack(renewed)))).toBe('No difference in meaning');
  });

  it('may be of other versions of connectors, which is noted', () => {
    const before = sample();
    const after = readPack(before.text().replaceAll(':stash:0.7.148', ':stash:0.7.150'));
    const diff = diffPacks(before.read(), after);
    expect([isEmptyDiff(diff), formatDiff(diff)]).toEqual([
      true,
      'No difference in meaning\n  Connector stash: version 0.7.148 -> 0.7.150',
    ]);
  });

  it.skipIf(SHARED_PACKS === null)('are a published pack and itself with its cards in another order', () => {
    const original = SHARED_PACKS?.('anything-as-a-source-pagination/anythingAsASourcePagination.folder') ?? '';
    const shuffled = JSON.parse(original) as { data: { flos: Record<string, { data: { methods: unknown[] } }> } };
    for (const flow of Object.values(shuffled.data.flos)) flow.data.methods.reverse();
    expect(formatDiff(diffPacks(readPack(original), readPack(JSON.stringify(shuffled))))).toBe(
      'No difference in meaning',
    );
  });
});

describe('differences', () => {
  it('of values, options, conditions, schedules and templates', () => {
    const after = sample({
      url: 'https://b.test/{{word}}',
      cron: '*/5 * * * *',
      concurrency: 20,
      limit: 21,
      handled: 'oh',
    });
    expect(text(sample(), after)).toBe(
      [
        '~ flow "Import"',
        '    ~ schedule: 0 9 * * * (UTC) -> */5 * * * * (UTC)',
        '    ~ value "Compose"._text_: "https://a.test/{{value 1}}" -> "https://b.test/{{value 1}}"',
        '    ~ value "Search Rows".Filter.Where Expression: {"expr":[{"join":"AND","lhs":"id","op":"=","rhd":"operand 1"},{"join":"AND","lhs":"age","op":">","rhs":18}]} -> {"expr":[{"join":"AND","lhs":"id","op":"=","rhd":"operand 1"},{"join":"AND","lhs":"age","op":">","rhs":21}]}',
        '    ~ value "Map".concurrency: 10 -> 20',
        '    ~ value "If Error" › handler › "Compose"._text_: "sorry" -> "oh"',
      ].join('\n'),
    );
  });

  it('of wiring, by names', () => {
    expect(text(sample(), sample({ source: 'lower' }))).toBe(
      ['~ flow "Import"', '    ~ wiring "Compose".value 1: "To Upper Case".output -> "To Lower Case".output'].join(
        '\n',
      ),
    );
  });

  it('of names, parameters, results and columns', () => {
    const renamed = readPack(sample().text().replaceAll('"name":"Import"', '"name":"Import people"'));
    expect(formatDiff(diffPacks(sample().read(), renamed))).toBe(
      '~ flow "Import people"\n    ~ name: "Import" -> "Import people"',
    );
    const after = sample({
      columns: { id: 'str', age: 'str', city: 'str' },
      params: { person: 'object', mode: 'string' },
      shapeField: 'id',
    });
    expect(text(sample(), after)).toBe(
      [
        '~ flow "Shape"',
        '    + parameter "mode": string',
        '    - result "externalId": string',
        '    + result "id": string',
        '    - wiring "Return".externalId: "Helper Flow".person.id',
        '    + wiring "Return".id: "Helper Flow".person.id',
        '~ table "People"',
        '    ~ column "age": number -> text',
        '    + column "city": text',
      ].join('\n'),
    );
  });

  it('of cards that are new or gone, with what is in them', () => {
    const after = sample({
      before: (f) => {
        f.wait(5, 'minute');
      },
    });
    expect(text(sample(), after)).toBe(
      [
        '~ flow "Import"',
        '    + card "Wait For" (control:wait after "Scheduled Flow")',
        '    + value "Wait For".delay: 5',
        '    + value "Wait For".unit: "minute"',
      ].join('\n'),
    );
    expect(text(after, sample())).toBe('~ flow "Import"\n    - card "Wait For" (control:wait)');
  });

  it('of flows, tables and connections that are new or gone', () => {
    const after = sample({
      pack: (pack) => {
        pack.connection('slack', 'Team');
        pack.table('Log', { at: 'str' });
        pack.manual('Tell', () => undefined);
      },
    });
    expect(text(sample(), after)).toBe('+ flow "Tell"\n+ table "Log"\n+ connection "Team"');
    expect(text(after, sample())).toBe('- flow "Tell"\n- table "Log"\n- connection "Team"');
  });

  it('of order, branch, title, error handling and the type a Map gives', () => {
    const flow = (build: (f: ScopeBuilder) => void) => buildPack((pack) => pack.manual('M', build));
    const before = flow((f) => {
      f.card('string:trim', { id: 'a', title: 'A' });
      f.card('string:trim', { id: 'b', title: 'B' });
      f.ifElse([f.card('string:trim', { id: 'c', title: 'C' }).out('output'), '==', 'x'], (yes) => {
        yes.card('string:trim', { id: 'd', title: 'D' });
        return {};
      });
      f.card('string:trim', { id: 'e', title: 'E' });
    });
    const after = flow((f) => {
      f.card('string:trim', { id: 'b', title: 'B' });
      f.card('string:trim', { id: 'a', title: 'A' });
      f.ifElse([f.card('string:trim', { id: 'c', title: 'C' }).out('output'), '==', 'x'], undefined, (no) => {
        no.card('string:trim', { id: 'd', title: 'D2' });
        return {};
      });
      f.card('string:trim', {
        id: 'e',
        title: 'E',
        onError: { type: 'finish', retry: 3, delay: 1000, retryCondition: 'ratelimits' },
      });
    });
    expect(text(before, after)).toBe(
      [
        '~ flow "M"',
        '    ~ title "D2": "D" -> "D2"',
        '    ~ branch "D2": then of "If/Else" -> else of "If/Else"',
        '    ~ error handling "E": finish -> finish, 3 retries after 1000-1000 ms (rate limits)',
        '    ~ order: "A", "B" -> "B", "A"',
      ].join('\n'),
    );
  });

  it('as data, for programs', () => {
    const flow = (value: number) =>
      buildPack((pack) => pack.manual('M', (f) => f.card('math:ceil', { in: { a: field('number', value) } })));
    const after = flow(2);
    expect(diffPacks(flow(1).read(), after.read()).flows).toEqual({
      added: [],
      removed: [],
      changed: [
        {
          id: after.flow('M').id,
          name: 'M',
          changes: [{ what: 'value', subject: '"ceil".a', before: '1', after: '2' }],
        },
      ],
    });
  });
});
