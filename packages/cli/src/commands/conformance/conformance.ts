import { randomBytes } from 'node:crypto';
import {
  type ConformanceReport,
  countOutcomes,
  exchangeWith,
  FEATURES,
  type Feature,
  type OrgAccess,
  runSuite,
  SourceBusy,
} from '@headwater/conformance';
import { type Command, Option } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { EXIT } from '../../exit-code.ts';
import { Failure, UsageFailure } from '../../failure.ts';
import { readToken } from '../../read-token.ts';
import type { Terminal } from '../../terminal.ts';
import { findSource } from './find-source.ts';
import { reportLines, resultLine } from './report-lines.ts';

interface Options {
  readonly source?: string;
  readonly token?: string;
  readonly only?: readonly string[];
  readonly without?: readonly Feature[];
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** `headwater conformance` */
export function conformanceCommand(program: Command, { terminal, exitWith }: CommandContext): void {
  const command = program
    .command('conformance <url>')
    .description(
      'Hold an org against the wire contract of the Identity Sources API, and name each deviation. Where the contract is open, it ' +
        'finds out what the org does, and says how to make an org of Headwater do the same. It makes people, groups and sessions of its own ' +
        'in one identity source, and removes them; use a source that nothing else uses.',
    )
    .option('--source <id>', 'the identity source (0oa…) to use; default the only one of the org')
    .option('--token <token>', 'API token, or "Bearer …"; "-" reads it from standard input. Better: HEADWATER_TOKEN')
    .option('--only <cases...>', 'cases whose ids begin like this, such as sessions or bulk-users.empty')
    .addOption(new Option('--without <features...>', 'leave out what needs a feature the org lacks').choices(FEATURES))
    .option('--quick', 'leave out what runs imports: an org may ask for minutes between two of them');
  withJson(command);
  withExamples(command, [
    ['headwater conformance http://localhost:8080 --source 0oa…'],
    ['headwater conformance https://example.oktapreview.com --source 0oa… --without devices --json > report.json'],
  ]);
  withNotes(command, 'Exit codes', ['0 no deviation; 1 deviations, or the run could not end; 2 usage']);
  command.action(async (url: string, options: Options) => {
    const report = await run(readUrl(url), options, terminal);
    if (options.json === true) terminal.print(JSON.stringify(report));
    else for (const line of reportLines(report)) terminal.print(line);
    if (countOutcomes(report).deviates > 0) exitWith(EXIT.failed);
  });
}

async function run(url: string, options: Options, terminal: Terminal): Promise<ConformanceReport> {
  const token = await readToken(options.token, terminal);
  const authorization = /^(SSWS|Bearer) /i.test(token) ? token : `SSWS ${token}`;
  const exchange = exchangeWith(url);
  const { source, only, without, quick } = options;
  try {
    const sourceId = source ?? (await findSource(exchange, authorization));
    const access: OrgAccess = {
      exchange,
      authorization,
      source: `/api/v1/identity-sources/${encodeURIComponent(sourceId)}`,
      onWait: (reason, milliseconds) => {
        if (terminal.interactive) terminal.status(`waiting ${Math.ceil(milliseconds / 1000)} s for ${reason} …`);
      },
    };
    return await runSuite({
      access,
      url,
      sourceId,
      prefix: `hwc-${randomBytes(4).toString('hex')}-`,
      ...(only === undefined ? {} : { only }),
      ...(without === undefined ? {} : { without }),
      ...(quick === undefined ? {} : { quick }),
      onResult: (result) => terminal.tell(resultLine(result)),
    });
  } catch (error) {
    throw explain(error, url);
  } finally {
    terminal.status('');
  }
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageFailure(`"${text}" is no address of an org.`, 'Write it like https://example.okta.com.');
}

function explain(error: unknown, url: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  if (error instanceof SourceBusy) return new Failure({ code: 'sourceBusy', message: error.message }, { cause: error });
  const reason = 'code' in error ? String(error.code) : error.message;
  return new Failure(
    {
      code: 'orgUnusable',
      message: `The suite could not run against ${url}: ${reason === '' ? error.name : reason}`,
      remedy: 'Check the address, the token and the id of the source.',
    },
    { cause: error },
  );
}
