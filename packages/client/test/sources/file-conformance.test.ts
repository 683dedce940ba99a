import { describe, it } from 'vitest';
import { fileSource } from '../../src/sources/file/file-source.ts';
import { type SourceHarness, sourceConformance } from '../../src/testing/source-conformance.ts';
import { tempFile } from '../support/temp-files.ts';

type Rows = readonly Readonly<Record<string, string>>[];

const quoted = (value: string) => (/["\n;,\t|]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

const table = (delimiter: string) => (rows: Rows) =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((record) => record.map(quoted).join(delimiter))
    .join('\n');

const FORMATS: readonly (readonly [name: string, write: (rows: Rows) => string])[] = [
  ['people.csv', table(',')],
  ['people.tsv', table('\t')],
  ['people.json', (rows) => JSON.stringify({ people: rows })],
  ['people.jsonl', (rows) => rows.map((row) => JSON.stringify(row)).join('\n')],
];

describe.each(FORMATS)('a file source of %s', (name, write) => {
  const harness: SourceHarness = {
    create: async (rows) => fileSource({ path: await tempFile(name, write(rows)) }),
    createUnreadable: async () => fileSource({ path: `/nowhere/${name}` }),
  };
  it.each(sourceConformance.map((one) => [one.name, one.run] as const))('%s', (_, run) => run(harness));
});
