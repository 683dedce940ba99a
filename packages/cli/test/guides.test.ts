import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMapping } from '@headwater/client';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';
import { processTerminal } from '../src/terminal.ts';
import { REPOSITORY } from './support/headwater.ts';

const GUIDES = ['getting-started', 'import-a-file', 'mapping', 'service-apps', 'conformance'].map(
  (name) => `docs/guides/${name}.md`,
);

function blocks(guide: string, language: string): readonly string[] {
  const text = readFileSync(join(REPOSITORY, guide), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, kind, body = '']) =>
    kind === language ? [body] : [],
  );
}

const commandLines = GUIDES.flatMap((guide) =>
  blocks(guide, 'sh').flatMap((block) =>
    block.split('\n').flatMap((line) => /npx headwater (.+)$/.exec(line)?.[1] ?? []),
  ),
);

/** Words of a shell's command line, quotes removed. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

/** The command that a line calls, and the rest of the line. */
function resolve(command: Command, [first = '', ...rest]: readonly string[]): [Command, readonly string[]] {
  const child = command.commands.find((one) => one.name() === first);
  return child === undefined ? [command, [first, ...rest]] : resolve(child, rest);
}

describe('the guides', () => {
  const program = createProgram({ terminal: processTerminal(), exitWith: () => undefined });

  it.each(commandLines)('call a command that exists: %s', (line) => {
    const [command, args] = resolve(program, words(line));
    expect(command.parseOptions([...args]).unknown).toEqual([]);
    expect(command.commands).toEqual([]);
  });

  const [header = ''] = readFileSync(join(REPOSITORY, 'examples/people.csv'), 'utf8').split('\n');
  const mappings = GUIDES.flatMap((guide) => blocks(guide, 'yaml').map((text) => [guide, text] as const));

  it.each(mappings)('show mapping files that fit the example people: %s', (guide, text) => {
    expect(parseMapping(text, header.split(','), guide).warnings).toEqual([]);
  });

  it('show the example mapping file as it is', () => {
    const file = readFileSync(join(REPOSITORY, 'examples/people.mapping.yaml'), 'utf8');
    const bare = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(blocks('docs/guides/mapping.md', 'yaml')[0]?.trimEnd().split('\n')).toEqual(bare);
  });
});
