import type { Command } from 'commander';
import type { CommandContext } from '../../../command-context.ts';
import { tablesClearCommand } from './clear.ts';
import { tablesCreateCommand } from './create.ts';
import { tablesDeleteCommand } from './delete.ts';
import { tablesExportCommand } from './export.ts';
import { tablesImportCommand } from './import.ts';
import { tablesListCommand } from './list.ts';
import { tablesShowCommand } from './show.ts';

/** `headwater flows tables …` */
export function tablesCommands(parent: Command, context: CommandContext): void {
  const tables = parent
    .command('tables')
    .description(
      'Tables of flows: those of packs, and those that were made by hand. <table> is an id or a unique part of a name.',
    );
  tablesListCommand(tables, context);
  tablesShowCommand(tables, context);
  tablesCreateCommand(tables, context);
  tablesImportCommand(tables, context);
  tablesExportCommand(tables, context);
  tablesClearCommand(tables, context);
  tablesDeleteCommand(tables, context);
}
