import type { Command } from 'commander';
import { type DataOptions, withDataOptions } from '../../administration.ts';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { DEFAULTS } from '../../defaults.ts';
import { Failure } from '../../failure.ts';
import { wholeNumber } from '../../read-option.ts';
import type { Terminal } from '../../terminal.ts';
import { serverLog } from './server-log.ts';
import { welcome } from './welcome.ts';

type Server = typeof import('@headwater/server');
type ServerConfig = import('@headwater/server').ServerConfig;
type RunningServer = import('@headwater/server').RunningServer;
type Log = import('@headwater/server').Log;

interface Options extends DataOptions {
  readonly port?: number;
  readonly host?: string;
  readonly testOrgs?: boolean;
  readonly json?: boolean;
}

/** `headwater start` */
export function startCommand(program: Command, { terminal }: CommandContext): void {
  const command = program
    .command('start')
    .description(
      'Start a server on this machine. The first start makes an org with an administrator, whose token is shown once, and ' +
        'a source to try. Ctrl+C stops it; what was acknowledged is kept, and imports under way go on at the next start.',
    )
    .option(
      '--port <number>',
      `TCP port, 0 for any free one (HEADWATER_PORT; default ${DEFAULTS.port})`,
      wholeNumber(0, 65_535),
    )
    .option('--host <address>', `address to listen on (HEADWATER_HOST; default ${DEFAULTS.host}, this machine only)`)
    .option('--test-orgs', 'let tests make orgs and reach them by path, for development and CI (HEADWATER_TEST_ORGS)');
  withJson(withDataOptions(command));
  withExamples(command, [
    ['headwater start'],
    ['headwater start --port 0 --data ./try --json', 'for scripts: one line once it serves'],
    ['DATABASE_URL=postgres://me@db.example.com/headwater headwater start --host 0.0.0.0'],
  ]);
  withNotes(command, 'Secrets', [
    'HEADWATER_SECRET_KEY is the key that stored secrets are sealed with: openssl rand -base64 32.',
    'Default: the file secret.key in the data directory. With DATABASE_URL there is no default.',
  ]);
  withNotes(command, 'With --json it prints one line once it serves', [
    '{"url", "org", "dataDir", "pid"}, at the first start also "firstStart" with administrator, token and sourceId.',
  ]);
  command.action(async (options: Options) => {
    const server = await import('@headwater/server');
    const config = readConfig(server, options, terminal);
    const stop = stopSignal(terminal, options.json === true);
    const running = await startServer(server, config, serverLog(terminal));
    const { url, org, dataDir, pid, firstStart } = running;
    if (options.json === true) terminal.print(JSON.stringify({ url, org, dataDir, pid, firstStart }));
    else for (const line of welcome(running, process.argv[1] ?? '')) terminal.print(line);
    await untilStopped(running, stop);
  });
}

function readConfig(
  server: Server,
  { port, host, data, databaseUrl, testOrgs }: Options,
  terminal: Terminal,
): ServerConfig {
  try {
    return server.resolveConfig({ port, host, dataDir: data, databaseUrl, testOrgs }, terminal.environment);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure({ code: 'settingInvalid', message: `${server.ENVIRONMENT.port}: ${error.message}.` });
  }
}

async function startServer(server: Server, config: ServerConfig, log: Log): Promise<RunningServer> {
  try {
    return await server.startServer(config, log);
  } catch (error) {
    throw listenFailure(error, config) ?? error;
  }
}

/** What Node says when it cannot listen, in words that help. */
function listenFailure(error: unknown, { host, port }: ServerConfig): Failure | undefined {
  const code = error instanceof Error ? (error as { readonly code?: unknown }).code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new Failure({
        code,
        message: `Port ${port} of ${host} is taken, perhaps by another Headwater.`,
        remedy: 'Stop what uses it, or choose another port: --port 8081, or --port 0 for any free one.',
      });
    case 'EACCES':
      return new Failure({
        code,
        message: `This user may not listen on port ${port} of ${host}.`,
        remedy: 'Choose a port above 1023: --port 8080.',
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Failure({
        code,
        message: `The address ${host} is none of this machine.`,
        remedy: 'Choose --host 127.0.0.1 (this machine only) or --host 0.0.0.0 (every address).',
      });
    default:
      return undefined;
  }
}

/** Resolves at the first request to stop; the second one ends the process at once. */
function stopSignal(terminal: Terminal, quiet: boolean): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      if (!quiet) terminal.tell('Stopping …');
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

async function untilStopped(running: RunningServer, stop: Promise<void>): Promise<void> {
  const broken = await Promise.race([stop, running.failed]);
  await running.close();
  if (broken !== undefined) throw broken;
}
