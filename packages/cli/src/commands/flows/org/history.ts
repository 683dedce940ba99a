import { type Flow, type FlowExecution, type FlowJournalEntry, isId } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../../command-context.ts';
import { table } from '../../../output/table.ts';
import { wholeNumber } from '../../../read-option.ts';
import type { Terminal } from '../../../terminal.ts';
import { loadTitles } from './card-titles.ts';
import { endLines, executionLine } from './execution-lines.ts';
import { findFlow } from './find-one.ts';
import { type FlowsOrg, type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';
import { durationOf, historyTree } from './history-tree.ts';

interface Options extends FlowsOrgOptions {
  readonly limit: number;
  readonly values?: boolean;
  readonly items: number;
}

/** `headwater flows history` */
export function flowsHistoryCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('history [flow-or-execution]')
    .description(
      'Show what ran: the executions of all flows, or of one, newest first; of one execution (fex…) every card, as a tree of flows and ' +
        'blocks with durations.',
    )
    .option('--limit <number>', 'executions to list', wholeNumber(1, 200), 20)
    .option('--values', 'of an execution: with inputs and outputs of each card')
    .option('--items <number>', 'of an execution: runs to draw below a card that has many', wholeNumber(1), 10);
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows history "Import people"'], ['headwater flows history fex… --values']]);
  withNotes(command, 'Marks', ['✓ ran, ✗ failed, z sleeps, = has a page of records, … is under way']);
  command.action(async (text: string | undefined, options: Options) => {
    await inFlowsOrg(options, terminal, async (org) => {
      if (text !== undefined && isId('flowExecution', text)) return showExecution(org, text, options, terminal);
      const flowId = text === undefined ? undefined : (await findFlow(org, text)).id;
      const { limit } = options;
      const executions = await org.get<readonly FlowExecution[]>('flow-executions', { flowId, limit });
      if (options.json === true) return terminal.print(JSON.stringify(executions));
      terminal.print(executionTable(executions, await flowNames(org), terminal.columns));
    });
  });
}

async function showExecution(org: FlowsOrg, id: string, options: Options, terminal: Terminal): Promise<void> {
  const execution = await org.get<FlowExecution>(`flow-executions/${id}`);
  const journal = await org.list<FlowJournalEntry>(`flow-executions/${id}/journal`, { limit: 1000 });
  if (options.json === true) return terminal.print(JSON.stringify({ execution, journal }));
  const flow = await org.get<Flow>(`flows/${execution.flowId}`);
  const titles = await loadTitles(org, flow.packId, execution.packVersion);
  terminal.print(`${flow.name}  ${executionLine(execution)}`);
  const { values = false, items } = options;
  for (const line of historyTree(journal, { titles, flowId: flow.packFlowId, values, items })) terminal.print(line);
  for (const line of endLines(execution)) terminal.print(line);
}

async function flowNames(org: FlowsOrg): Promise<ReadonlyMap<string, string>> {
  const flows = await org.list<Flow>('flows', { gone: true, limit: 200 });
  return new Map(flows.map(({ id, name }) => [id, name]));
}

function executionTable(
  executions: readonly FlowExecution[],
  names: ReadonlyMap<string, string>,
  columns: number,
): string {
  const rows = executions.map(({ id, flowId, status, trigger, cards, queued, started, ended }) => [
    id,
    names.get(flowId) ?? flowId,
    status,
    trigger,
    cards,
    queued.replace('T', ' ').slice(0, 19),
    started === null || ended === null ? '' : durationOf(started, ended),
  ]);
  const titles = ['Id', 'Flow', 'Status', 'By', 'Cards', 'Since', 'Took'];
  return table(
    titles.map((title) => ({ title, wraps: title === 'Flow' })),
    rows,
    columns,
  );
}
