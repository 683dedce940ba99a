import type { FlowPack } from '@headwater/protocol';
import { isId } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { UsageFailure } from '../../../failure.ts';
import { wholeNumber } from '../../../read-option.ts';
import { findFlow, one } from './find-one.ts';
import { type FlowsOrg, type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';
import { writeDownload } from './write-download.ts';

interface Options extends FlowsOrgOptions {
  readonly output?: string;
  readonly packVersion?: number;
}

/** `headwater flows export` */
export function flowsExportCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('export <pack-or-flow>')
    .description(
      'Write the file of a pack as it was imported, byte for byte, or one flow with what it needs. What is meant is named by its id or a unique ' +
        'part of its name; a pack counts before a flow.',
    )
    .option('-o, --output <file>', 'where to; "-" for standard output; default the name of the file, in this folder')
    .option('--pack-version <number>', 'an earlier version of a pack; default the newest', wholeNumber(1));
  withJson(withFlowsOrg(command));
  withExamples(command, [['headwater flows export people-api -o people-api.folder']]);
  command.action(async (text: string, options: Options) => {
    const file = await inFlowsOrg(options, terminal, async (org) => {
      const { path, version } = await find(org, text, options.packVersion);
      return writeDownload(await org.download(path, { version }), options.output, terminal);
    });
    if (file === null) return;
    terminal.print(options.json === true ? JSON.stringify({ file }) : `Wrote ${file}.`);
  });
}

/** A pack counts before a flow, unless only a flow is called so. */
async function find(
  org: FlowsOrg,
  text: string,
  version: number | undefined,
): Promise<{ readonly path: string; readonly version: number | undefined }> {
  const packs = isId('flow', text) ? [] : await org.list<FlowPack>('flow-packs', { limit: 200 });
  if (packs.some(({ id, name }) => id === text || name.toLowerCase().includes(text.toLowerCase()))) {
    const { id } = packs.find((pack) => pack.id === text) ?? one('pack', text, packs, 'headwater flows list --packs');
    return { path: `flow-packs/${id}/export`, version };
  }
  if (version !== undefined) throw new UsageFailure('--pack-version goes with a pack, not with a flow.');
  return { path: `flows/${(await findFlow(org, text)).id}/export`, version };
}
