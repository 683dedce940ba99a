import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type CommandContext, withJson } from '../../command-context.ts';

/** Version of the command, from its package. */
function version(): string {
  const file = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
}

/** `headwater version` */
export function versionCommand(program: Command, { terminal }: CommandContext): void {
  const command = program.command('version').description('Show the version of Headwater and of Node.');
  withJson(command).action(({ json }: { readonly json?: boolean }) => {
    const versions = { version: version(), node: process.versions.node };
    terminal.print(json === true ? JSON.stringify(versions) : `Headwater ${versions.version} on Node ${versions.node}`);
  });
}
