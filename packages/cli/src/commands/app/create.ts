import type { Command } from 'commander';
import { inOrg, type OrgOptions, withOrgOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson } from '../../command-context.ts';
import { readPublicKeys } from './read-public-key.ts';

interface Options extends OrgOptions {
  readonly label: string;
  readonly key: string;
  readonly scope: readonly string[];
  readonly source?: string;
  readonly dpop?: boolean;
  readonly json?: boolean;
}

/** `headwater app create` */
export function appCreateCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('create')
    .description(
      'Create a service app: a program that gets access tokens with a private key of its own, which never leaves it. It gets the ' +
        'scopes that are named, and the role of an administrator.',
    )
    .requiredOption('--label <label>', 'what people call it, such as the program that it is')
    .requiredOption('--key <file>', 'its public key: a JSON Web Key, a set of them, or PEM')
    .requiredOption('--scope <scope...>', 'what it may ask for, such as okta.identitySources.manage')
    .option('--source <id>', 'bind it to one identity source (0oa…): it can import into that one and nothing else')
    .option('--dpop', 'issue only tokens to it that are bound to a key of its own (DPoP)');
  withJson(withOrgOptions(command));
  withExamples(command, [
    ['openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out private.pem'],
    ['openssl pkey -in private.pem -pubout -out public.pem'],
    ['headwater app create --label "nightly HR import" --key public.pem --scope okta.identitySources.manage'],
  ]);
  command.action(async ({ label, key, scope, source, dpop, json, ...where }: Options) => {
    const jwks = await readPublicKeys(key);
    const app = await inOrg(where, terminal, async ({ server, org, tx, act }) => {
      const input = { label, jwks, dpop: dpop ?? false, ...(source === undefined ? {} : { sourceId: source }) };
      const created = await server.createServiceApp(tx, org, input, act);
      for (const name of scope) await server.grantScope(tx, org, created.id, name, act);
      await server.assignRole(tx, org, created.id, 'SUPER_ADMIN', act);
      return created;
    });
    const keyIds = app.keys.map(({ kid }) => kid);
    if (json === true) return terminal.print(JSON.stringify({ clientId: app.id, keyIds }));
    terminal.print(`Created the app ${app.label}.`);
    terminal.print(`Client id: ${app.id}`);
    terminal.print(`Key id: ${keyIds.join(', ')}`);
  });
}
