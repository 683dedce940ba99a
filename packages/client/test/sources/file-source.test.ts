import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type FileSourceOptions, fileSource } from '../../src/sources/file/file-source.ts';
import type { SourceItem } from '../../src/sources/source.ts';
import { tempFile } from '../support/temp-files.ts';

async function source(name: string, content: string | Buffer, options: Partial<FileSourceOptions> = {}) {
  return fileSource({ ...options, path: await tempFile(name, content) });
}

async function read(name: string, content: string | Buffer, options: Partial<FileSourceOptions> = {}) {
  const items: SourceItem[] = [];
  for await (const item of (await source(name, content, options)).read()) items.push(item);
  return items;
}

async function values(name: string, content: string | Buffer, options: Partial<FileSourceOptions> = {}) {
  return (await read(name, content, options)).map((item) => (item.kind === 'row' ? item.values : item.message));
}

const TEXT = 'id;name\r\n1;Zoë Müller\r\n2;François\r\n';
const ROWS = [
  { id: '1', name: 'Zoë Müller' },
  { id: '2', name: 'François' },
];

describe('the encoding', () => {
  it.each([
    ['utf-8', 'utf-8', false],
    ['utf-8', 'utf-8', true],
    ['utf-16le', 'utf-16le', true],
    ['utf-16be', 'utf-16be', true],
    ['utf-16le', 'utf-16le', false],
    ['utf-16be', 'utf-16be', false],
    ['windows-1252', 'windows-1252', false],
  ])('%s is found out, byte order mark %3$s', async (encoding, found, addBOM) => {
    const file = await source('people.csv', iconv.encode(TEXT, encoding, { addBOM }));
    const { details } = await file.discover();
    expect(details).toEqual({ format: 'delimited text', encoding: found, delimiter: 'semicolon', header: 'yes' });
    expect(await values('people.csv', iconv.encode(TEXT, encoding, { addBOM }))).toEqual(ROWS);
  });

  it('that is guessed comes with a warning', async () => {
    const file = await source('people.csv', iconv.encode(TEXT, 'windows-1252'));
    expect(await file.check()).toEqual([
      { level: 'warning', message: expect.stringContaining('read as Windows-1252') },
    ]);
  });

  it('is right although the first odd character comes late', async () => {
    const long = `id,name\n${'1,ascii only\n'.repeat(40_000)}2,Zoë\n`;
    expect((await values('a.csv', iconv.encode(long, 'windows-1252'))).at(-1)).toEqual({ id: '2', name: 'Zoë' });
    expect((await values('a.csv', iconv.encode(long, 'utf-8'))).at(-1)).toEqual({ id: '2', name: 'Zoë' });
  });

  it('can be told', async () => {
    const content = iconv.encode('id,name\n1,山田\n', 'shift_jis');
    expect(await values('a.csv', content, { encoding: 'shift_jis' })).toEqual([{ id: '1', name: '山田' }]);
    expect(await (await source('a.csv', content, { encoding: 'klingon' })).check()).toEqual([
      { level: 'error', message: 'a.csv: the encoding "klingon" is not known; try utf-8 or windows-1252' },
    ]);
  });

  it.each([
    ['book.xlsx', Buffer.from('PK\u0003\u0004\0\0\0\0'), 'save the sheet as CSV'],
    ['people.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), 'unpack it first'],
    ['empty.csv', Buffer.alloc(0), 'the file is empty'],
    ['blank.csv', Buffer.from('\n\n'), 'the file holds no record'],
  ])('of %s is no text, which is said', async (name, content, message) => {
    expect(await (await source(name, content)).check()).toEqual([
      { level: 'error', message: expect.stringContaining(message) },
    ]);
  });
});

describe('a table', () => {
  it.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
    ['pipe', '|'],
  ])('with the delimiter %s is recognised', async (name, delimiter) => {
    const text = [
      ['id', 'full name', 'note'],
      ['1', 'Ann', 'x'],
      ['2', 'Bob', 'y'],
    ];
    const content = text.map((record) => record.join(delimiter)).join('\n');
    const file = await source('people.txt', content);
    expect((await file.discover()).details.delimiter).toBe(name);
    expect(await values('people.txt', content)).toEqual([
      { id: '1', 'full name': 'Ann', note: 'x' },
      { id: '2', 'full name': 'Bob', note: 'y' },
    ]);
  });

  it('with commas inside semicolon fields is not cut at the commas', async () => {
    expect(await values('a.csv', 'id;name\n1;Miller, Ann\n2;Smith, Bob\n')).toEqual([
      { id: '1', name: 'Miller, Ann' },
      { id: '2', name: 'Smith, Bob' },
    ]);
  });

  it('of one column is one', async () => {
    expect(await values('a.csv', 'id\na\nb\n')).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it("with Excel's sep line uses it", async () => {
    expect(await read('a.csv', 'sep=|\r\nid|name\r\n1|Ann, x, y\r\n')).toEqual([
      { kind: 'row', row: 1, line: 3, values: { id: '1', name: 'Ann, x, y' } },
    ]);
  });

  it('may have quotes, doubled quotes, line breaks and blank lines', async () => {
    const content = 'id,note\n1,"a ""b"", c"\n\n2,"two\r\nlines"\n3,5" pipe\n';
    expect(await read('a.csv', content)).toEqual([
      { kind: 'row', row: 1, line: 2, values: { id: '1', note: 'a "b", c' } },
      { kind: 'row', row: 2, line: 4, values: { id: '2', note: 'two\r\nlines' } },
      { kind: 'row', row: 3, line: 6, values: { id: '3', note: '5" pipe' } },
    ]);
  });

  it('reports ragged records with their line and reads on', async () => {
    expect(await read('a.csv', 'id,name\n1,Ann\n2\n3,Cid,extra\n4,Dee,\n')).toEqual([
      { kind: 'row', row: 1, line: 2, values: { id: '1', name: 'Ann' } },
      { kind: 'unreadable', row: 2, line: 3, message: expect.stringContaining('has 1 fields where the header has 2') },
      { kind: 'unreadable', row: 3, line: 4, message: expect.stringContaining('has 3 fields where the header has 2') },
      { kind: 'row', row: 4, line: 5, values: { id: '4', name: 'Dee' } },
    ]);
  });

  it('with a quote never closed stops with the line where that record begins', async () => {
    await expect(read('a.csv', 'id,name\n1,Ann\n2,"Bob\n3,Cid\n')).rejects.toMatchObject({
      code: 'sourceUnreadable',
      line: 3,
      message: expect.stringContaining('a.csv, line 3: a quote is opened'),
    });
  });

  it('without a header gets numbered columns and a warning', async () => {
    const file = await source('a.csv', '1,ann@example.com\n2,bob@example.com\n');
    expect((await file.discover()).columns).toEqual([
      { name: 'column1', examples: ['1', '2'] },
      { name: 'column2', examples: ['ann@example.com', 'bob@example.com'] },
    ]);
    expect(await file.check()).toEqual([{ level: 'warning', message: expect.stringContaining('column1') }]);
  });

  it.each([
    ['names', 'id,name\nann,bob\n', true],
    ['names and a year', 'id,name,2024\n1,Ann,5\n', true],
    ['numbers alone', '1,2\n3,4\n', false],
    ['a number and names', '7,Ann\n8,Bob\n', false],
    ['a date', 'Ann,2024-01-31\nBob,2024-02-01\n', false],
  ])('whose first line has %s: a header is %3$s', async (_, content, header) => {
    const { details } = await (await source('a.csv', content)).discover();
    expect(details.header).toBe(header ? 'yes' : 'no');
  });

  it('does as it is told about its header', async () => {
    expect(await values('a.csv', 'ann,bob\n', { header: false })).toEqual([{ column1: 'ann', column2: 'bob' }]);
    expect(await values('a.csv', '1,2\n3,4\n', { header: true })).toEqual([{ 1: '3', 2: '4' }]);
  });

  it('with two columns of a name keeps both, and says so', async () => {
    const file = await source('a.csv', 'id,mail,mail,\n1,a,b,\n');
    expect((await file.discover()).columns.map(({ name }) => name)).toEqual(['id', 'mail', 'mail (2)']);
    expect(await file.check()).toEqual([
      { level: 'warning', message: expect.stringContaining('Two columns are called "mail"') },
    ]);
  });
});

describe('JSON', () => {
  const PEOPLE = [
    { id: 1, name: { first: 'A"]}nn' }, tags: ['x', '[y'] },
    { id: 2, 'odd name': 'back\\slash', none: null },
  ];

  it.each([
    ['an array', PEOPLE],
    ['an object with one array', { count: 2, meta: { sizes: [1, 2] }, 'the "people"': PEOPLE }],
    ['an object with one array of objects', { ids: [1, 2], people: PEOPLE, empty: [] }],
  ])('as %s is read as it is', async (_, document) => {
    expect(await values('a.json', JSON.stringify(document))).toEqual(PEOPLE);
    expect(await values('a.json', JSON.stringify(document, null, 2))).toEqual(PEOPLE);
  });

  it('is read across the borders of chunks', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      id: index,
      name: `Zoë "${index}"`,
      x: ['}', { y: index }],
    }));
    expect(await values('a.json', JSON.stringify({ total: 1, records: many }))).toEqual(many);
  });

  it('tells line and row of each record', async () => {
    const items = await read('a.json', '[\n  {"id": 1},\n  {\n    "id": 2\n  }\n]\n');
    expect(items.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it('with several arrays of objects asks which, and takes the answer', async () => {
    const text = JSON.stringify({ users: [{ id: 1 }], groups: [{ id: 2 }] });
    await expect(read('a.json', text)).rejects.toThrow('several arrays ("users", "groups"); say which one');
    expect(await values('a.json', text, { recordsAt: 'groups' })).toEqual([{ id: 2 }]);
    await expect(read('a.json', text, { recordsAt: 'people' })).rejects.toThrow('there is "users", "groups"');
  });

  it('reports records that are no objects and reads on', async () => {
    expect(await values('a.json', '[{"id":1}, 7, {"id":}, {"id":2}]')).toEqual([
      { id: 1 },
      'The record is 7, not an object.',
      expect.stringContaining('The record is not JSON'),
      { id: 2 },
    ]);
  });

  it.each([
    ['cut off', '[{"id":1},{"id"', 'a.json, line 1: the file ends in the middle'],
    ['wrongly nested', '[{"id":1]}]', 'a.json, line 1: '],
    ['an object without an array', '{\n"id": 1}', 'one object without an array of records'],
    ['followed by text', '[{"id":1}]\n]', 'a.json, line 2: there is text after the end'],
  ])('that is %s is refused', async (_, text, message) => {
    await expect(read('a.json', text, { format: 'json' })).rejects.toThrow(message);
  });

  it('discovers the columns of all records', async () => {
    const file = await source('a.json', JSON.stringify(PEOPLE));
    expect(await file.discover()).toEqual({
      columns: [
        { name: 'id', examples: ['1', '2'] },
        { name: 'name', examples: ['{"first":"A\\"]}nn"}'] },
        { name: 'tags', examples: ['["x","[y"]'] },
        { name: 'odd name', examples: ['back\\slash'] },
        { name: 'none', examples: [] },
      ],
      details: { format: 'JSON', encoding: 'utf-8', records: 'the document' },
      warnings: [],
    });
  });
});

describe('JSON Lines', () => {
  it.each(['a.jsonl', 'a.ndjson', 'a.json', 'a.txt'])('are recognised in %s', async (name) => {
    const content = '\ufeff{"id":1,"tags":["a"]}\r\n\r\n{"id":2}';
    expect(await read(name, content)).toEqual([
      { kind: 'row', row: 1, line: 1, values: { id: 1, tags: ['a'] } },
      { kind: 'row', row: 2, line: 3, values: { id: 2 } },
    ]);
  });

  it('report a broken line and read on', async () => {
    expect(await values('a.jsonl', '{"id":1}\n{"id":\n[]\n{"id":2}\n')).toEqual([
      { id: 1 },
      expect.stringContaining('not JSON'),
      'The record is [], not an object.',
      { id: 2 },
    ]);
  });
});

it('a missing file is named', async () => {
  expect(await fileSource({ path: '/nowhere/people.csv' }).check()).toEqual([
    { level: 'error', message: 'people.csv: there is no file /nowhere/people.csv' },
  ]);
});
