import type { FlowPackDetails } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { readPairs } from '../read-pairs.ts';
import { bindingsFromFile, bindingsFromPairs, withIds } from './bindings.ts';
import { findPack } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';
import { reportLines } from './pack-lines.ts';

interface Options extends FlowsOrgOptions {
  readonly bindings?: string;
}

/** `headwater flows bind` */
export function flowsBindCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('bind <pack> [key=value...]')
    .description(
      'Say what stands for the ids of the org that a pack was made in: identity sources, connections, addresses. <pack> is its id or a part ' +
        'of its name. Without more it shows what is bound and what is not.',
    )
    .option('--bindings <file>', 'YAML or JSON file of bindings, which are merged with those there are');
  withJson(withFlowsOrg(command));
  withExamples(command, [
    ['headwater flows bind people-api 0oasamplepeopleapi01=0oa… "This org=Our org"'],
    ['headwater flows bind people-api https://people.lindenhof.example=', 'an empty value takes the binding away'],
  ]);
  command.action(async (text: string, pairs: readonly string[], options: Options) => {
    if (pairs.length > 0 && options.bindings !== undefined) {
      throw new UsageFailure('Pairs and --bindings do not go together.', 'Write the pairs into the file.');
    }
    const given = readPairs(pairs, 'binding');
    const file = options.bindings === undefined ? null : await bindingsFromFile(options.bindings);
    const pack = await inFlowsOrg(options, terminal, async (org) => {
      const { id } = await findPack(org, text);
      const before = await org.get<FlowPackDetails>(`flow-packs/${id}`);
      if (file === null && pairs.length === 0) return before;
      const bindings = await withIds(org, file ?? bindingsFromPairs(given, before.report), before.report);
      return org.send<FlowPackDetails>('PATCH', `flow-packs/${id}`, { bindings });
    });
    if (options.json === true) return terminal.print(JSON.stringify(pack));
    terminal.print(`${pack.name} (${pack.id}), version ${pack.version}`);
    for (const line of reportLines(pack.report)) terminal.print(line);
  });
}
