import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePack } from '../../src/compile/compile-pack.ts';
import type { Bindings } from '../../src/compile/program.ts';
import { CONNECTORS } from '../../src/connectors/registry.ts';
import { lintPack } from '../../src/lint/lint-pack.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import { readRowsCsv } from '../../src/tables/csv/read-rows-csv.ts';
import type { BuiltPack } from '../support/build-pack.ts';
import { microsoftGraph } from './microsoft-graph.ts';
import { peopleApi } from './people-api.ts';

const EXAMPLES = new URL('../../../../examples/workflows/', import.meta.url);

/** The sample packs, how they are made, and the tables their rows are for. */
const SAMPLES: readonly (readonly [name: string, build: () => BuiltPack, tables: Readonly<Record<string, string>>])[] =
  [
    ['people-api', peopleApi, { People: 'people.csv', Settings: 'settings.csv' }],
    ['microsoft-graph', microsoftGraph, { Settings: 'settings.csv' }],
  ];

function fileOf(name: string, file: string): URL {
  return new URL(`${name}/${file}`, EXAMPLES);
}

function readFile(name: string, file: string): string {
  return readFileSync(fileOf(name, file), 'utf8');
}

describe.each(SAMPLES)('the sample pack %s', (name, build, tables) => {
  it('is what its builder makes; UPDATE_EXAMPLES=1 writes it anew', () => {
    const text = `${JSON.stringify(build().json, null, 2)}\n`;
    if (process.env.UPDATE_EXAMPLES === '1') {
      mkdirSync(new URL(`${name}/`, EXAMPLES), { recursive: true });
      writeFileSync(fileOf(name, `${name}.folder`), text);
    }
    expect(existsSync(fileOf(name, `${name}.folder`)) ? readFile(name, `${name}.folder`) : null).toBe(text);
  });

  it('is read without a warning, compiles whole and has nothing for lint to find', () => {
    const pack = readPack(readFile(name, `${name}.folder`));
    const { report } = compilePack(pack, { connectors: CONNECTORS });
    expect({
      warnings: pack.warnings,
      problems: report.problems,
      missing: report.counts.cards - report.counts.implemented,
    }).toEqual({
      warnings: [],
      problems: [],
      missing: 0,
    });
    expect(lintPack(pack, report)).toEqual([]);
  });

  it('has rows for its tables, and bindings for every id that has to be bound', () => {
    const pack = readPack(readFile(name, `${name}.folder`));
    for (const table of pack.tables.values()) {
      const { rows, problems, ignored } = readRowsCsv(readFile(name, tables[table.name] ?? ''), table.columns);
      expect({ hasRows: rows.length > 0, problems, ignored }).toEqual({ hasRows: true, problems: [], ignored: [] });
    }
    const bindings = JSON.parse(readFile(name, 'bindings.example.json')) as Bindings;
    const options = [...pack.flows.values()].flatMap(({ scope }) => scope.cards.flatMap(({ inputs }) => inputs));
    const ids = new Set(
      options.filter(({ isOption, key }) => isOption && key === 'application').map(({ literal }) => literal),
    );
    expect(Object.keys(bindings.applications ?? {})).toEqual([...ids]);
    expect(Object.keys(bindings.connections ?? {}).sort()).toEqual([...pack.connections.keys()].sort());
  });
});
