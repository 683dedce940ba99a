import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { TestReport } from '@headwater/workflows';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../../command-context.ts';
import { EXIT } from '../../../exit-code.ts';
import { Failure } from '../../../failure.ts';
import { readPackFile } from '../read-pack-file.ts';
import { caseLines, coverageLines, sumLine } from './test-lines.ts';

interface Options {
  readonly file?: string;
  readonly flow?: string;
  readonly json?: boolean;
}

/** `headwater flows test` */
export function flowsTestCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('test <pack>')
    .description(
      'Run the tests of a flow pack: cases from a YAML file, with tables, HTTP and orgs in memory and a clock that jumps over waits. Shows ' +
        'which cards no case ran. Needs no server and no network.',
    )
    .option('--file <tests>', 'the file with the cases; default the name of the pack with .tests.yaml')
    .option('--flow <name>', 'only cases of this flow, by its name or id; shows the cards of it and of those it calls');
  withJson(command);
  withExamples(command, [
    ['headwater flows test examples/workflows/people-api/people-api.folder'],
    ['headwater flows test pack.folder --file more.yaml --flow "Import people"'],
  ]);
  withNotes(command, 'Exit codes', ['0 all cases passed; 1 some failed, or a file cannot be used; 2 usage']);
  command.action(async (path: string, options: Options) => {
    const file = options.file ?? `${path.replace(/\.\w+$/, '')}.tests.yaml`;
    const report = await runTestsOf(path, file, options.flow, (line) => {
      if (options.json !== true) terminal.print(line);
    });
    if (report.failed > 0) exitWith(EXIT.failed);
    if (options.json === true) return terminal.print(JSON.stringify(report));
    terminal.print('');
    for (const line of coverageLines(report.coverage, terminal.columns)) terminal.print(line);
    terminal.print(sumLine(report));
  });
}

async function runTestsOf(
  path: string,
  testsPath: string,
  flow: string | undefined,
  onLine: (line: string) => void,
): Promise<TestReport> {
  const { readTestFile, referencedFiles, runTests, TestFileError } = await import('@headwater/workflows');
  const pack = await readPackFile(path);
  const text = await readFile(testsPath, 'utf8');
  try {
    const file = readTestFile(text, basename(testsPath));
    const files = await readAll(referencedFiles(file.document), dirname(testsPath));
    if (flow !== undefined) checkFlow(flow, [...pack.flows.values()]);
    return await runTests(pack, file, {
      files,
      ...(flow === undefined ? {} : { flow }),
      onCase: (one) => {
        for (const line of caseLines(one, basename(testsPath))) onLine(line);
      },
    });
  } catch (error) {
    if (!(error instanceof TestFileError)) throw error;
    throw new Failure(
      {
        code: error.code,
        message: `${testsPath} cannot be used.`,
        details: error.message.split('\n'),
        remedy: 'See docs/reference/flow-tests.md.',
        data: { problems: error.problems },
      },
      { cause: error },
    );
  }
}

/** Files lie beside the one that names them. */
async function readAll(names: readonly string[], folder: string): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index] ?? '']));
}

function checkFlow(wanted: string, flows: readonly { readonly id: string; readonly name: string }[]): void {
  const found = flows.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1) return;
  throw new Failure({
    code: found.length === 0 ? 'flowUnknown' : 'flowUnclear',
    message: found.length === 0 ? `The pack has no flow "${wanted}".` : `${found.length} flows are called "${wanted}".`,
    details: (found.length === 0 ? flows : found).map(({ id, name }) => `${id}  ${name}`).sort(),
    remedy: found.length === 0 ? 'Name one of these.' : 'Give the id of the one that is meant.',
  });
}
