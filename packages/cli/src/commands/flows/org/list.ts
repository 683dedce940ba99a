import type { Flow, FlowPack } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../../command-context.ts';
import { table } from '../../../output/table.ts';
import { findPack } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';

interface Options extends FlowsOrgOptions {
  readonly pack?: string;
  readonly packs?: boolean;
  readonly gone?: boolean;
}

/** `headwater flows list` */
export function flowsListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description('List the flows of an org with their packs, by name.')
    .option('--pack <pack>', 'only flows of this pack: its id or a part of its name')
    .option('--packs', 'list the packs instead')
    .option('--gone', 'also flows that the newest version of their pack has no more');
  withJson(withFlowsOrg(command)).action(async (options: Options) => {
    const { packs, flows } = await inFlowsOrg(options, terminal, async (org) => {
      const packId = options.pack === undefined ? undefined : (await findPack(org, options.pack)).id;
      const query = { packId, gone: options.gone, limit: 200 };
      return {
        packs: await org.list<FlowPack>('flow-packs', { limit: 200 }),
        flows: options.packs === true ? [] : await org.list<Flow>('flows', query),
      };
    });
    if (options.json === true) return terminal.print(JSON.stringify(options.packs === true ? packs : flows));
    terminal.print(
      options.packs === true ? packTable(packs, terminal.columns) : flowTable(flows, packs, terminal.columns),
    );
  });
}

function packTable(packs: readonly FlowPack[], columns: number): string {
  const rows = packs.map(({ id, name, version, flowCount, problemCount, fileName }) => [
    id,
    name,
    version,
    flowCount,
    problemCount,
    fileName,
  ]);
  const titles = ['Id', 'Pack', 'Version', 'Flows', 'Problems', 'File'];
  return table(
    titles.map((title) => ({ title, wraps: title === 'Pack' || title === 'File' })),
    rows,
    columns,
  );
}

function flowTable(flows: readonly Flow[], packs: readonly FlowPack[], columns: number): string {
  const names = new Map(packs.map(({ id, name }) => [id, name]));
  const rows = flows.map((flow) => [
    flow.id,
    flow.name,
    flow.kind,
    flow.isGone ? 'gone' : flow.isOn ? 'on' : 'off',
    flow.problemCount === 0 ? '' : flow.problemCount,
    names.get(flow.packId) ?? '',
  ]);
  const titles = ['Id', 'Flow', 'Kind', 'State', 'Problems', 'Pack'];
  return table(
    titles.map((title) => ({ title, wraps: title === 'Flow' || title === 'Pack' })),
    rows,
    columns,
  );
}
