import type { Command } from 'commander';
import type { OrgOptions, OrgScene } from '../../administration.ts';

/** Whose schema a command works on. */
export interface OwnerOptions extends OrgOptions {
  readonly owner: string;
}

/** Adds the option that says whose schema is meant. */
export function withOwner(command: Command): Command {
  return command.requiredOption('--owner <who>', 'user (the directory), or the id of an identity source (0oa…)');
}

/** Refuses a source that does not exist; its schema would be that of any source. */
export async function checkOwner({ server, tx }: OrgScene, owner: string): Promise<void> {
  if (owner !== 'user') await server.getIdentitySource(tx, owner);
}
