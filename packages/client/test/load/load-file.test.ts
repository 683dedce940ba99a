import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { fileSource, loadRecords, mapRows, parseMapping } from '../../src/index.ts';
import { orgUnderTest } from '../support/org-under-test.ts';
import { tempFile } from '../support/temp-files.ts';

it('a file, a mapping and an org make a load: good records arrive, bad ones are told with their line', async () => {
  const { fake, org } = await orgUnderTest();
  const table = [
    'Number;First Name;Mail;Status',
    '1;Zoë;ZOE@x.org;active',
    '2;Bob;bob@x.org;left',
    '3;too;many;fields;here',
    '4;Dee;;active',
    '5;Eve;eve@x.org;contractor',
    '1;Zoë;zoe.new@x.org;active',
  ].join('\r\n');
  const source = fileSource({ path: await tempFile('people.csv', iconv.encode(table, 'windows-1252')) });
  const { columns } = await source.discover();
  const mapping = parseMapping(
    `
externalId: Number
profile:
  userName: 'Mail == "" ? null : String.toLowerCase(Mail)'
  firstName: source["First Name"]
removeWhen: Status == "left"
skipWhen: Status == "contractor"
`,
    columns.map(({ name }) => name),
    'mapping.yaml',
  );

  const rejected: unknown[] = [];
  const load = loadRecords({ org, sourceId: fake.sourceId, records: mapRows(source.read(), mapping) });
  let next = await load.next();
  for (; next.done !== true; next = await load.next()) {
    if (next.value.type === 'record-rejected') rejected.push(next.value);
  }

  expect(next.value).toMatchObject({ upserted: 2, deleted: 1, rejected: 1, skipped: 1, superseded: 1 });
  expect(rejected).toEqual([
    {
      type: 'record-rejected',
      externalId: null,
      origin: { row: 3, line: 4 },
      reason: { code: 'rowUnreadable', message: expect.stringContaining('5 fields where the header has 4') },
    },
  ]);
  expect(Object.fromEntries(fake.people)).toEqual({
    1: { userName: 'zoe.new@x.org', firstName: 'Zoë' },
    2: null,
    4: { userName: null, firstName: 'Dee' },
  });
});
