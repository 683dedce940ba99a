import { describe, expect, it } from 'vitest';
import type { PackProblem } from '../../src/pack/pack.ts';
import { PackError } from '../../src/pack/pack-error.ts';
import { type ReadPackOptions, readPack } from '../../src/pack/read-pack.ts';
import { walkScopes } from '../../src/pack/walk-scopes.ts';
import { buildPack, type Draft, item } from '../support/build-pack.ts';
import { SHARED_PACKS } from '../support/shared-packs.ts';
import { cardOf, flowOf, packOf } from '../support/spoil.ts';

/** A flow with a helper, a condition and a block. */
function sample() {
  return buildPack((pack) => {
    const people = pack.table('People', { id: 'str' });
    const shape = pack.helper('Shape', { person: 'object' }, (f) => {
      f.return({ id: f.arg('person').at('id') });
    });
    pack.scheduled('Import', '0 9 * * *', (f) => {
      const rows = f.search(people, [], { all: true }).outOf('Result', 'Rows', 'object[]');
      const users = f.map(rows, shape, { person: item() });
      f.ifElse([users, 'is empty'], () => ({ word: 'none' }));
      f.tryCatch(
        (tried) => ({ text: tried.compose('{{users}}', { users }) }),
        (handler) => ({ text: handler.ctx('error').at('message') }),
      );
    });
  });
}

/** What the reader says of a sample that was spoilt. */
function refusal(spoil: (json: Draft) => void, options?: ReadPackOptions): Pick<PackError, 'code' | 'problems'> {
  const { json } = sample();
  spoil(json);
  return errorOf(JSON.stringify(json), options);
}

function errorOf(file: string | Uint8Array, options?: ReadPackOptions): Pick<PackError, 'code' | 'problems'> {
  try {
    readPack(file, options);
  } catch (error) {
    if (error instanceof PackError) return { code: error.code, problems: error.problems };
    throw error;
  }
  throw new Error('The pack was read');
}

function warnings(spoil: (json: Draft) => void): readonly PackProblem[] {
  const { json } = sample();
  spoil(json);
  return readPack(JSON.stringify(json)).warnings;
}

const IMPORT = 'flow "Import" (5fd41735…)';

describe('reading packs', () => {
  it('keeps the file byte for byte, without its byte order mark', () => {
    const text = JSON.stringify(sample().json, null, 2);
    expect(readPack(`\uFEFF${text}`).original).toBe(text);
    expect(readPack(new TextEncoder().encode(`\uFEFF${text}`)).original).toBe(text);
  });

  it('reads any version 1, and warns of one it does not know', () => {
    expect(warnings((json) => Object.assign(json, { version: '1.2.0', checksum: 'of nothing' }))).toEqual([]);
    expect(warnings((json) => Object.assign(json, { version: '1.6.0' }))).toEqual([
      {
        code: 'version_unknown',
        place: 'pack',
        message: 'Its version 1.6.0 is newer than those that are known; it is read like 1.5.0',
      },
    ]);
  });

  it('warns of a flag that is off', () => {
    expect(
      warnings((json) => Object.assign(json.flags as Draft, { looseNulls: false })).map(({ code }) => code),
    ).toEqual(['flag_off']);
  });

  it.each([
    ['2.0.0', '"2.0.0"'],
    ['1.3', '"1.3"'],
    [1, '1'],
  ])('refuses version %j', (version, shown) => {
    expect(refusal((json) => Object.assign(json, { version }))).toEqual({
      code: 'unsupported',
      problems: [
        {
          code: 'unsupported',
          place: 'pack',
          message: `The version of the pack is ${shown}; versions 1.x.y can be read`,
        },
      ],
    });
  });

  it.each([
    ['[]', 'unsupported'],
    ['"text"', 'unsupported'],
    ['null', 'unsupported'],
    ['{"type":"flopack","version":"1.3.0"}', 'unsupported'],
    ['{"type":"other"}', 'unsupported'],
    ['', 'not_json'],
    ['{"type":', 'not_json'],
    ['{"a":"\\', 'not_json'],
  ])('refuses %j as %s', (text, code) => {
    expect(errorOf(text).code).toBe(code);
  });

  it('refuses bytes that are no text', () => {
    expect(errorOf(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])).code).toBe('not_text');
  });

  it('refuses a file of 100 MB before it looks at it', () => {
    expect(errorOf('['.repeat(100_000_000)).code).toBe('too_large');
  });

  it('refuses lists nested a million deep', () => {
    expect(errorOf('['.repeat(1_000_000))).toEqual({
      code: 'too_deep',
      problems: [
        {
          code: 'too_deep',
          place: 'pack',
          message: 'Lists and objects are nested 1000000 deep, the limit is 500',
        },
      ],
    });
  });

  it('takes brackets in texts for text', () => {
    const built = buildPack((pack) => pack.manual('M', (f) => f.compose(`"${'['.repeat(1000)}\\`)));
    expect(built.read().flows.size).toBe(1);
  });
});

describe('broken references', () => {
  it('says of each what is missing and where', () => {
    const found = refusal((json) => {
      const flow = flowOf(json, 'Import');
      (cardOf(flow, 'searchRows21').pins as Draft)['searchRows21.Result.Rows>'] = {
        gone: [{ input: 'x', transform: null }],
        map1: [{ input: 'gone', transform: null }],
      };
      (cardOf(flow, 'map1').pins as Draft).gone = { if1: [{ input: 'if1.left-operand', transform: null }] };
      ((flow.data as Draft).orderings as Draft).edge1 = ['callable1', 'gone'];
      cardOf(flow, 'if1').branches = { gone: true, noop2: false };
    });
    expect(found).toEqual({
      code: 'malformed',
      problems: [
        { code: 'edge_card_missing', place: IMPORT, message: 'An ordering names the card "gone", which is not there' },
        {
          code: 'branch_head_missing',
          place: `${IMPORT} › card "If/Else" (if1)`,
          message: 'A branch begins with the card "gone", which is not there',
        },
        {
          code: 'several_starts',
          place: IMPORT,
          message:
            '3 cards have nothing before them ("Scheduled Flow" (callable1), "Search Rows" (searchRows21), "Noop" (noop1)); only the start card may',
        },
        {
          code: 'pin_card_missing',
          place: `${IMPORT} › card "Search Rows" (searchRows21) › output "Result.Rows"`,
          message: 'It is pinned to the card "gone", which is not in this scope',
        },
        {
          code: 'pin_target_missing',
          place: `${IMPORT} › card "Search Rows" (searchRows21) › output "Result.Rows"`,
          message: 'It is pinned to the input "gone" of card "Map", which is not there',
        },
        {
          code: 'pin_source_missing',
          place: `${IMPORT} › card "Map" (map1) › output "gone"`,
          message: 'A pin leaves the output "gone", which is not there',
        },
      ],
    });
  });

  it('names the cards of a circle in their order', () => {
    const found = refusal((json) => {
      ((flowOf(json, 'Import').data as Draft).orderings as Draft).back = ['if1', 'searchRows21'];
    });
    expect(found.problems).toEqual([
      {
        code: 'cycle',
        place: IMPORT,
        message:
          'Control runs in a circle: "Map" (map1) → "If/Else" (if1) → "Search Rows" (searchRows21) → "Map" (map1); a flow repeats by calling a helper',
      },
    ]);
  });

  it('refuses an If/Else without a Join behind both branches', () => {
    const found = refusal((json) => {
      const orderings = (flowOf(json, 'Import').data as Draft).orderings as Draft;
      for (const [id, edge] of Object.entries(orderings)) {
        if (Array.isArray(edge) && edge[0] === 'noop2' && edge[1] === 'join1') delete orderings[id];
      }
    });
    expect(found.problems).toEqual([
      {
        code: 'join_missing',
        place: `${IMPORT} › card "If/Else" (if1)`,
        message: 'Both branches must end in one Join, and 0 are ordered behind both',
      },
    ]);
  });

  it('refuses an If/Else with both branches for the same answer', () => {
    const found = refusal((json) => {
      cardOf(flowOf(json, 'Import'), 'if1').branches = { noop1: true, noop2: true };
    });
    expect(found.problems.map(({ code }) => code)).toEqual(['branches_invalid', 'branches_missing', 'several_starts']);
  });

  it('refuses values that enter a block from elsewhere than the card around it', () => {
    const found = refusal((json) => {
      const block = (
        (((cardOf(flowOf(json, 'Import'), 'tryCatch1').node as Draft).model as Draft).inputs as Draft).data as Draft
      )['tryCatch1.flo'] as Draft;
      const inner = ((block.value as Draft).data as Draft).methods as Draft[];
      const outputs = ((((inner[0] as Draft).node as Draft).model as Draft).outputs as Draft).data as Draft;
      for (const output of Object.values(outputs) as Draft[]) {
        const metadata = output.metadata as Draft;
        if (metadata.wormholeMethodId !== undefined) metadata.wormholeMethodId = (inner[0] as Draft).uuid ?? null;
      }
    });
    expect(found.problems).toEqual([
      {
        code: 'wormhole_foreign',
        place: `${IMPORT} › card "If Error" (tryCatch1) › block "flo" › card "Helper Flow" (callable2) › output "hole1.callable2"`,
        message:
          'It comes from card "callable2", and the block is in card "If Error" (tryCatch1); a value enters a block only from the card around it',
      },
    ]);
  });

  it('refuses values that enter a block by no input of the card around it', () => {
    const found = refusal((json) => {
      const data = (((cardOf(flowOf(json, 'Import'), 'tryCatch1').node as Draft).model as Draft).inputs as Draft)
        .data as Draft;
      ((data['tryCatch1.context.hole1.callable2'] as Draft).key as unknown) = 'renamed';
    });
    expect(found.problems.map(({ code }) => code)).toEqual(['wormhole_unmatched']);
  });

  it('warns of values that come too late or leave their branch', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => {
        let inside = f.compose('before');
        f.ifElse([inside, 'is empty'], (branch) => {
          inside = branch.compose('inside');
          return undefined;
        });
        f.card('string:trim', { in: { string: inside } });
        const first = f.card('string:trim', { in: { string: '' } });
        const second = f.card('string:trim', { in: { string: first.out('output') } });
        f.pin(second.out('output'), first, 'trim2.string');
      });
    });
    expect(built.read().warnings.map(({ code, place }) => [code, place.split(' › ')[1]])).toEqual([
      ['pin_leaves_branch', 'card "Compose" (compose2)'],
      ['pin_backwards', 'card "trim" (trim3)'],
    ]);
  });
});

describe('ids', () => {
  it.each([
    ['missing', undefined, 'Its uuid is missing'],
    ['empty', '', 'Its uuid is missing'],
    ['a number', 7, 'Its uuid must be text, and is 7'],
    ['__proto__', '__proto__', 'Its uuid is the reserved word "__proto__"'],
    ['constructor', 'constructor', 'Its uuid is the reserved word "constructor"'],
    ['with NUL', 'a\0b', 'Its uuid contains a control character: "a\\u0000b"'],
    ['huge', 'x'.repeat(100_000), 'Its uuid has 100000 characters, the limit is 200'],
  ])('refuses a card whose id is %s', (_case, uuid, message) => {
    const found = refusal((json) => {
      cardOf(flowOf(json, 'Shape'), 'return1').uuid = uuid as string;
    });
    expect(found.problems[0]).toEqual({
      code: 'id_invalid',
      place: 'flow "Shape" (ed7555db…) › card "Return"',
      message,
    });
  });

  it('refuses two cards of one id', () => {
    const found = refusal((json) => {
      const methods = (flowOf(json, 'Shape').data as Draft).methods as Draft[];
      methods.push({ ...(methods[0] as Draft) });
    });
    expect(found.problems).toEqual([
      {
        code: 'card_duplicate',
        place: 'flow "Shape" (ed7555db…) › card "Helper Flow" (callable1)',
        message: 'There is another card with the same uuid beside it; uuids must differ',
      },
    ]);
  });

  it('refuses flows keyed by __proto__ and by another id than their own', () => {
    const { json } = sample();
    const text = JSON.stringify(json).replace('"flos":{', '"flos":{"__proto__":{"id":"__proto__"},"other":{"id":"x"},');
    expect(errorOf(text).problems.map(({ code, place }) => [code, place])).toEqual([
      ['id_invalid', 'flow "" (__proto__)'],
      ['id_differs', 'flow "" (other)'],
    ]);
  });
});

describe('data of authors', () => {
  it('keeps keys such as __proto__ and constructor in literals, and texts with NUL', () => {
    const built = buildPack((pack) => {
      pack.manual('M', (f) => f.card('json:stringify', { in: { object: { mark: true } } }));
    });
    const literal = '{"__proto__":{"admin":true},"constructor":1,"text":"a\\u0000b"}';
    const pack = readPack(built.text().replace('{"mark":true}', literal));
    const [flow] = pack.flows.values();
    const value = flow?.scope.cards[1]?.inputs[0]?.literal;
    expect(JSON.stringify(value)).toBe(literal);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('reads a literal of 10 MB', () => {
    const text = 'x'.repeat(10_000_000);
    const built = buildPack((pack) => pack.manual('M', (f) => f.compose(text)));
    const [flow] = built.read().flows.values();
    expect(flow?.scope.cards[1]?.inputs[0]?.literal).toBe(text);
  });

  it('refuses a name that is no text', () => {
    const found = refusal((json) => Object.assign(flowOf(json, 'Shape'), { name: ['x'], description: 7 }));
    expect(found.problems.map(({ message }) => message)).toEqual([
      'Its name must be text, and is a list of 1',
      'Its description must be text, and is 7',
    ]);
  });

  it('warns of a value that is no list where one is declared', () => {
    const found = warnings((json) => {
      const data = (((cardOf(flowOf(json, 'Import'), 'map1').node as Draft).model as Draft).inputs as Draft)
        .data as Draft;
      ((data['map1.list'] as Draft).value as Draft).data = { no: 'list' };
    });
    expect(found.map(({ code }) => code)).toEqual(['list_expected']);
  });
});

describe('bounds', () => {
  it.each([
    ['cardsPerScope', 3, 'cards'],
    ['cards', 5, 'cards in all flows'],
    ['pins', 1, 'pins'],
    ['flows', 1, 'flows'],
    ['blockDepth', 0, 'blocks one inside the other'],
    ['fieldsPerCard', 1, 'outputs of one card'],
  ] as const)('of %s are kept', (name, limit, what) => {
    const found = refusal(() => undefined, { limits: { [name]: limit } });
    expect(found.code).toBe('too_many');
    expect(found.problems.at(-1)?.message).toContain(` ${what}, the limit is ${limit}; split the pack`);
  });

  it('end the list of problems at a hundred', () => {
    const found = refusal((json) => {
      const methods = (flowOf(json, 'Shape').data as Draft).methods as Draft[];
      for (let at = 0; at < 300; at++) methods.push({ uuid: `c${at}`, address: 'nowhere', node: {} });
    });
    expect(found.problems).toHaveLength(100);
  });
});

describe('schedules', () => {
  function withCron(cron: Draft): (json: Draft) => void {
    return (json) => Object.assign((flowOf(json, 'Import').data as Draft).cron as Draft, cron);
  }

  it('are read as five fields with their zone', () => {
    const { json } = sample();
    withCron({ minutes: '*/15', hours: '8-18/2', dayOfTheWeek: '1,3,5', timeZone: 'Europe/Berlin' })(json);
    expect([...packOf(json).flows.values()].at(-1)?.schedule).toEqual({
      cron: '*/15 8-18/2 * * 1,3,5',
      timeZone: 'Europe/Berlin',
      startDate: '',
      endDate: '',
    });
  });

  it.each([
    [{ minutes: '61' }, 'schedule_invalid'],
    [{ hours: '5-1' }, 'schedule_invalid'],
    [{ month: 'JAN' }, 'schedule_invalid'],
    [{ dayOfTheMonth: '*/0' }, 'schedule_invalid'],
    [{ timeZone: 'Mars/Olympus' }, 'time_zone_unknown'],
  ])('of %j are refused', (cron, code) => {
    expect(refusal(withCron(cron)).problems.map((problem) => problem.code)).toEqual([code]);
  });
});

describe.skipIf(SHARED_PACKS === null)('published packs', () => {
  it.each([
    ['anything-as-a-source/anythingAsASource.folder', { flows: 8, scopes: 8, cards: 67, pins: 57, tables: 1 }],
    [
      'anything-as-a-source-pagination/anythingAsASourcePagination.folder',
      { flows: 15, scopes: 17, cards: 161, pins: 165, tables: 3 },
    ],
  ])('%s is read whole, without a warning', (path, counts) => {
    const pack = readPack(SHARED_PACKS?.(path) ?? '');
    const scopes = [...walkScopes(pack)].map(({ scope }) => scope);
    const cards = scopes.flatMap((scope) => scope.cards);
    expect({
      flows: pack.flows.size,
      scopes: scopes.length,
      cards: cards.length,
      pins: cards.flatMap((card) => card.pins).length,
      tables: pack.tables.size,
    }).toEqual(counts);
    expect(pack.warnings).toEqual([]);
  });
});
