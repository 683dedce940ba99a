import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';
import { processTerminal } from '../src/terminal.ts';
import { runHere } from './support/terminal.ts';

const PAGE = fileURLToPath(new URL('../../../docs/reference/command-line.md', import.meta.url));

const HEAD = `# The headwater command

Made from the command's own help; \`npx vitest run packages/cli/test/command-reference.test.ts -u\` makes it again.
`;

/** Paths of all commands, a noun before its verbs. */
function paths(command: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  return [path, ...command.commands.flatMap((child) => paths(child, [...path, child.name()]))];
}

it('is described in docs/reference/command-line.md as its help says', async () => {
  const program = createProgram({ terminal: processTerminal(), exitWith: () => undefined });
  const sections = await Promise.all(
    paths(program).map(async (path) => {
      const { out } = await runHere([...path, '--help']);
      return `${['##', 'headwater', ...path].join(' ')}\n\n\`\`\`text\n${out.join('\n')}\n\`\`\`\n`;
    }),
  );
  await expect([HEAD, ...sections].join('\n')).toMatchFileSnapshot(PAGE);
});
