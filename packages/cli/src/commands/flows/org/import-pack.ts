import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { FlowPackDetails, FlowPackImport } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../../command-context.ts';
import { Failure } from '../../../failure.ts';
import { describeError } from '../../../output/describe-error.ts';
import { type BindingsPatch, bindingsFromFile, boundBy, withIds } from './bindings.ts';
import { explainOrgError } from './explain-org-error.ts';
import { type FlowsOrg, type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';
import { importLines } from './pack-lines.ts';

interface Options extends FlowsOrgOptions {
  readonly name?: string;
  readonly bindings?: string;
  readonly dryRun?: boolean;
}

/** `headwater flows import` */
export function flowsImportCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('import <file>')
    .description(
      'Install a flow pack in an org, or a new version of one: the file stays as it is. Shows what came, what has to be bound, and what will ' +
        'not work. New flows are off.',
    )
    .option(
      '--name <name>',
      'what the pack is called here; default the name of the file. A known name means a new version',
    )
    .option('--bindings <file>', 'YAML or JSON file of bindings, which are merged with those there are')
    .option('--dry-run', 'tell what would be done');
  withJson(withFlowsOrg(command));
  withExamples(command, [
    ['headwater flows import examples/workflows/people-api/people-api.folder --dry-run'],
    ['headwater flows import pack.folder --bindings bindings.yaml'],
  ]);
  withNotes(command, 'A file of bindings says what stands for what', [
    'applications: { 0oaInThePack: 0oaHere }        # identity sources',
    'connections: { This org: Our org }              # key or name in the pack, to id or name here',
    'hosts: { https://a.example: https://b.example } # addresses in cards',
    'ids: { 00gInThePack: 00gHere }                 # any other id',
  ]);
  command.action(async (file: string, options: Options) => {
    const content = await readFile(file);
    const bindings = options.bindings === undefined ? null : await bindingsFromFile(options.bindings);
    const done = await inFlowsOrg(options, terminal, async (org) => {
      const made = await org.upload<FlowPackImport>('flow-packs', content, 'application/json', {
        name: options.name,
        fileName: basename(file),
        dryRun: options.dryRun,
      });
      if (bindings === null) return made;
      if (!made.dryRun) return bind(org, made, bindings);
      return { ...made, report: boundBy(made.report, await withIds(org, bindings, made.report)) };
    });
    if (options.json === true) return terminal.print(JSON.stringify(done));
    for (const line of importLines(done, options.name ?? basename(file, extname(file)))) terminal.print(line);
  });
}

/** The report after binding is the one that counts. */
async function bind(org: FlowsOrg, done: FlowPackImport, patch: BindingsPatch): Promise<FlowPackImport> {
  if (done.pack === null) return done;
  const { id, name, version } = done.pack;
  try {
    const bindings = await withIds(org, patch, done.report);
    const pack = await org.send<FlowPackDetails>('PATCH', `flow-packs/${id}`, { bindings });
    return { ...done, pack, report: pack.report };
  } catch (error) {
    if (!(explainOrgError(error) instanceof Failure)) throw error;
    const { message, details = [], code } = describeError(explainOrgError(error));
    throw new Failure(
      {
        code,
        message: `The bindings were refused: ${message}`,
        details: [...details, `The pack ${name} (${id}) is imported as version ${version}, with the bindings it had.`],
        remedy: `Correct the bindings, then: headwater flows bind ${id} --bindings FILE`,
        data: { packId: id, version },
      },
      { cause: error },
    );
  }
}
