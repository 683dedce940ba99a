import { FLOW_CONNECTION_KINDS, type FlowConnection, type FlowConnectionRequest } from '@headwater/protocol';
import { type Command, Option } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../../command-context.ts';
import { type FlowsOrgOptions, inFlowsOrg, withFlowsOrg } from '../org/flows-org.ts';
import { readPairs } from '../read-pairs.ts';
import { readSecret } from './read-secret.ts';

type Kind = FlowConnectionRequest['kind'];

interface Options extends FlowsOrgOptions {
  readonly name: string;
  readonly connector: string;
  readonly kind: Kind;
  readonly set?: readonly string[];
  readonly origin?: readonly string[];
  readonly self?: boolean;
  readonly secretEnv?: string;
  readonly secretStdin?: boolean;
}

/** What is secret of each kind, as the API calls it; none for `none`. */
const SECRETS = {
  none: null,
  basic: 'password',
  header: 'headerValue',
  'oauth-client': 'clientSecret',
  okta: 'token',
} as const satisfies Readonly<Record<Kind, string | null>>;

/** `headwater flows connections add` */
export function connectionsAddCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('add')
    .description(
      'Make a connection to another system. Its secret is asked for, or read from standard input or an environment variable, never taken ' +
        'from the command line.',
    )
    .requiredOption('--name <name>', 'what people call it; unique in the org')
    .requiredOption('--connector <connector>', 'whose cards use it: okta, httpfunctions')
    .addOption(new Option('--kind <kind>', 'how it signs in').choices(FLOW_CONNECTION_KINDS).makeOptionMandatory())
    .option('--set <setting=value...>', 'what is no secret, by kind')
    .option(
      '--origin <origin...>',
      'origins that the credentials may go to, such as https://api.example.com; default any',
    )
    .option('--self', 'of kind okta: this very org')
    .option('--secret-env <variable>', 'the environment variable that holds the secret')
    .option('--secret-stdin', 'read the secret from standard input');
  withJson(withFlowsOrg(command));
  withExamples(command, [
    ['headwater flows connections add --name "This org" --connector okta --kind okta --self'],
    [
      'headwater flows connections add --name Graph --connector httpfunctions --kind oauth-client --set clientId=… tokenUrl=https://…',
    ],
    [
      'headwater flows connections add --name API --connector httpfunctions --kind header --set headerName=X-Api-Key --secret-env API_KEY',
    ],
  ]);
  withNotes(command, 'Settings and secrets by kind', [
    'none: baseUrl                          basic: username, baseUrl; secret: the password',
    'header: headerName, baseUrl; secret: the value of the header',
    'oauth-client: tokenUrl, clientId, scope, audience, clientAuthentication (basic or body), baseUrl; secret: the client secret',
    'okta: baseUrl, scheme (SSWS or Bearer); secret: the token',
  ]);
  command.action(async (options: Options) => {
    const member = SECRETS[options.kind];
    const secret = member === null ? undefined : { [member]: await readSecret(member, options, terminal) };
    const request: FlowConnectionRequest = {
      name: options.name,
      connector: options.connector,
      kind: options.kind,
      settings: {
        ...readPairs(options.set ?? [], 'setting'),
        ...(options.origin === undefined ? {} : { origins: options.origin }),
        ...(options.self === true ? { org: 'self' } : {}),
      },
      ...(secret === undefined ? {} : { secret }),
    };
    const made = await inFlowsOrg(options, terminal, (org) =>
      org.send<FlowConnection>('POST', 'flow-connections', request),
    );
    if (options.json === true) return terminal.print(JSON.stringify(made));
    terminal.print(`Made the connection ${made.name} (${made.id}).`);
  });
}
