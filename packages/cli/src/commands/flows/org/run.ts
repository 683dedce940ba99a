import type { FlowExecution } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../../command-context.ts';
import { EXIT } from '../../../exit-code.ts';
import { UsageFailure } from '../../../failure.ts';
import { readJsonObject } from '../read-json.ts';
import { endLines, executionLine } from './execution-lines.ts';
import { findFlow } from './find-one.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';
import { watchExecution } from './watch-execution.ts';

interface Options extends FlowsOrgOptions {
  readonly input?: string;
  readonly groups?: string;
  readonly wait?: boolean;
}

/** `headwater flows run` */
export function flowsRunCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('run <flow>')
    .description('Start a flow by hand, on or off. <flow> is its id or a unique part of its name.')
    .option('--input <file>', 'JSON object with what it takes, by key; "-" reads it from standard input')
    .option(
      '--groups <file>',
      'JSON object of such objects, by group: what fields that lie in groups get, as of endpoints',
    )
    .option('--wait', 'wait for the end, and tell each card that ran');
  withJson(withFlowsOrg(command));
  withExamples(command, [
    ['headwater flows run "Import people" --wait'],
    [`echo '{"id": "P-1001"}' | headwater flows run "Find person" --input - --wait --json`],
  ]);
  withNotes(command, 'Exit codes', [
    '0 it was started, or with --wait went through; 1 it failed, was cancelled, or could not be started; 2 usage',
  ]);
  command.action(async (text: string, options: Options) => {
    const { input, groups, json } = options;
    if ([input, groups, options.token].filter((one) => one === '-').length > 1) {
      throw new UsageFailure('Standard input can be read once.', 'Put one of them into a file.');
    }
    const body = {
      ...(input === undefined ? {} : { input: await readJsonObject(input, terminal) }),
      ...(groups === undefined ? {} : { groups: await readJsonObject(groups, terminal) }),
    };
    const execution = await inFlowsOrg(
      options,
      terminal,
      async (org) => {
        const flow = await findFlow(org, text);
        const started = await org.send<FlowExecution>('POST', `flows/${flow.id}/run`, body);
        if (options.wait !== true) return started;
        if (json !== true) terminal.tell(`Started ${flow.name} as ${started.id}.`);
        return watchExecution(org, { flow, execution: started, terminal, quiet: json === true });
      },
      options.wait,
    );
    if (execution.status === 'failed' || execution.status === 'cancelled') exitWith(EXIT.failed);
    if (json === true) return terminal.print(JSON.stringify(execution));
    terminal.print(executionLine(execution));
    for (const line of endLines(execution)) terminal.print(line);
  });
}
