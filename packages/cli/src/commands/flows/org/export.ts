import type { Flow, FlowPack } from '@headwater/protocol';
import { isId } from '@headwater/protocol';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson } from '../../../command-context.ts';
import { wholeNumber } from '../../../read-option.ts';
import { one } from './find-one.ts';
import { type FlowsOrg, type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from './flows-org.ts';
import { writeDownload } from './write-download.ts';

interface Options extends FlowsOrgOptions {
  readonly output?: string;
  readonly version?: number;
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
  command.action(async (text: string, options: Options & { readonly packVersion?: number }) => {
    const file = await inFlowsOrg(options, terminal, async (org) => {
      const { path, version } = await find(org, text, options.packVersion);
      return writeDownload(await org.download(path, { version }), options.output, terminal);
    });
    if (file === null) return;
    terminal.print(options.json === true ? JSON.stringify({ file }) : `Wrote ${file}.`);
  });
}

async function find(
  org: FlowsOrg,
  text: string,
  version: number | undefined,
): Promise<{ readonly path: string; readonly version: number | undefined }> {
  const isFlow = isId('flow', text) || (!isId('flowPack', text) && !(await isPack(org, text)));
  if (!isFlow) {
    const packs = await org.list<FlowPack>('flow-packs', { limit: 200 });
    const { id } = packs.find((pack) => pack.id === text) ?? one('pack', text, packs, 'headwater flows list --packs');
    return { path: `flow-packs/${id}/export`, version };
  }
  const flows = isId('flow', text)
    ? [await org.get<Flow>(`flows/${text}`)]
    : [one('flow', text, await org.list<Flow>('flows', { q: text, limit: 200 }), 'headwater flows list')];
  return { path: `flows/${flows[0]?.id ?? ''}/export`, version: undefined };
}

async function isPack(org: FlowsOrg, text: string): Promise<boolean> {
  const packs = await org.list<FlowPack>('flow-packs', { limit: 200 });
  return packs.some(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
}

/** Names come from packs, which may call their flows anything. */
async function write(content: Uint8Array, named: string | undefined, fileName: string): Promise<string> {
  const file = named ?? fileName.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '');
  try {
    await writeFile(file, content, { flag: named === undefined ? 'wx' : 'w' });
    return file;
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EEXIST') throw cause;
    const message = `There is a file ${file} already.`;
    throw new Failure({ code: 'fileExists', message, remedy: `To replace it: -o ${JSON.stringify(file)}` }, { cause });
  }
}
