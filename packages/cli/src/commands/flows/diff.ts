import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { EXIT } from '../../exit-code.ts';
import { readPackFile } from './read-pack-file.ts';

interface Options {
  readonly json?: boolean;
}

/** `headwater flows diff` */
export function flowsDiffCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('diff <before> <after>')
    .description(
      'Compare two exports of flows by what they mean: flows, cards, values, wiring, tables. Places of cards on the canvas, order in ' +
        'the file and versions of connectors do not count.',
    );
  withJson(command);
  withExamples(command, [['headwater flows diff import.2025.folder import.folder']]);
  withNotes(command, 'Exit codes', ['0 they mean the same; 1 they differ, or one is no pack; 2 usage']);
  command.action(async (before: string, after: string, { json }: Options) => {
    const { diffPacks, formatDiff, isEmptyDiff } = await import('@headwater/workflows');
    const diff = diffPacks(await readPackFile(before), await readPackFile(after));
    terminal.print(json === true ? JSON.stringify(diff) : formatDiff(diff));
    if (!isEmptyDiff(diff)) exitWith(EXIT.failed);
  });
}
