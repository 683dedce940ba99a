import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { DEFAULT_URL } from '../../defaults.ts';
import { EXIT } from '../../exit-code.ts';
import { UsageFailure } from '../../failure.ts';
import { readToken } from '../../read-token.ts';
import { importFile } from './import-file.ts';
import { reportLines } from './report.ts';

interface Options {
  readonly source: string;
  readonly url?: string;
  readonly token?: string;
  readonly mapping?: string;
  readonly externalId?: string;
  readonly delete?: boolean;
  readonly json?: boolean;
}

/** `headwater import` */
export function importCommand(program: Command, { terminal, exitWith }: CommandContext): void {
  const command = program
    .command('import <file>')
    .description(
      'Load the people of a file into an identity source: CSV and its relatives, JSON, JSON Lines. Format, encoding and ' +
        'delimiter are found out. It uses the public API only, so the org may be a Headwater or an Okta org, and keeps its ' +
        'limits. Whatever was not imported is listed with its reason.',
    )
    .requiredOption('--source <id>', 'the identity source (0oa…) to load into')
    .option('--url <url>', `address of the org (HEADWATER_URL; default ${DEFAULT_URL})`)
    .option('--token <token>', 'API token; "-" reads it from standard input. Better: HEADWATER_TOKEN')
    .option('--mapping <file>', 'YAML or JSON file that says how columns become attributes')
    .option('--external-id <column>', 'the column that identifies a person, when there is no mapping file; default id')
    .option('--delete', 'the people of the file are deleted from the source, instead of created or updated');
  withJson(command);
  withExamples(command, [
    ['headwater import examples/people.csv --mapping examples/people.mapping.yaml --source 0oa…'],
    ['headwater import people.jsonl --source 0oa… --external-id employeeNumber', 'columns are named like attributes'],
    ['headwater import leavers.csv --source 0oa… --delete'],
  ]);
  withNotes(command, 'A mapping file has expressions over the columns', [
    'externalId: employee_number',
    'profile:',
    '  userName: String.toLowerCase(email)',
    '  firstName: first_name',
    'removeWhen: status == "left"     # optional: such a record is deleted',
    'skipWhen: type == "test"         # optional: such a record is left out',
  ]);
  withNotes(command, 'Exit codes', [
    '0 everything was imported; 1 the load stopped, or some records were not imported; 2 usage',
  ]);
  command.action(async (file: string, options: Options) => {
    if (options.mapping !== undefined && options.externalId !== undefined) {
      throw new UsageFailure('--external-id and --mapping do not go together.', 'Say externalId in the mapping file.');
    }
    const report = await importFile(
      {
        file,
        sourceId: options.source,
        url: options.url ?? (terminal.environment.HEADWATER_URL || DEFAULT_URL),
        token: await readToken(options.token, terminal),
        mapping: options.mapping,
        externalId: options.externalId,
        deleting: options.delete === true,
      },
      terminal,
      options.json === true,
    );
    if (options.json === true) terminal.print(JSON.stringify(report));
    else for (const line of reportLines(report, terminal.columns)) terminal.print(line);
    if (report.failures.length > 0) exitWith(EXIT.failed);
  });
}
