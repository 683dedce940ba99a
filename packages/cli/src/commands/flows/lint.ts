import type { LintFinding, LintSeverity, Pack, Program } from '@headwater/workflows';
import type { Command } from 'commander';
import { type CommandContext, withExamples, withJson, withNotes } from '../../command-context.ts';
import { EXIT } from '../../exit-code.ts';
import { count, counted } from '../../output/number.ts';
import { readPackFile } from './read-pack-file.ts';

interface Options {
  readonly json?: boolean;
}

/** What was found in a pack; also its form in JSON. */
interface Linted {
  readonly report: Program['report'] & Pick<Pack, 'warnings'> & { readonly formatVersion: string };
  readonly findings: readonly LintFinding[];
}

/** `headwater flows lint` */
export function flowsLintCommand(parent: Command, { terminal, exitWith }: CommandContext): void {
  const command = parent
    .command('lint <file>')
    .description(
      'Look through an export of flows for mistakes, without running anything: cards that cannot run, flows and tables that are ' +
        'missing, and what its author cannot have meant. Gravest first, each with its place and what to do.',
    );
  withJson(command);
  withExamples(command, [['headwater flows lint import.folder'], ['headwater flows lint import.folder --json']]);
  withNotes(command, 'Exit codes', ['0 no errors; 1 errors, or the file is no pack; 2 usage']);
  command.action(async (file: string, { json }: Options) => {
    const linted = await lint(await readPackFile(file));
    if (json === true) terminal.print(JSON.stringify(linted));
    else for (const line of lines(linted)) terminal.print(line);
    if (countOf(linted, 'error') > 0) exitWith(EXIT.failed);
  });
}

async function lint(pack: Pack): Promise<Linted> {
  const { CONNECTORS, compilePack, lintPack } = await import('@headwater/workflows');
  const { report } = compilePack(pack, { connectors: CONNECTORS });
  return {
    report: { formatVersion: pack.version, ...report, warnings: pack.warnings },
    findings: lintPack(pack, report),
  };
}

function lines(linted: Linted): readonly string[] {
  const { findings, report } = linted;
  const { flows, cards, implemented } = report.counts;
  const sums = (['error', 'warning', 'hint'] as const).map((severity) => counted(countOf(linted, severity), severity));
  return [
    ...findings.flatMap(({ severity, code, place, message, remedy }) => [
      `${severity} ${code}: ${place}`,
      `  ${message}. ${remedy}.`.replaceAll(/([.!?])\./g, '$1'),
    ]),
    ...report.warnings.map(({ code, place, message }) => `odd ${code}: ${place}: ${message}`),
    `${counted(flows, 'flow')} with ${counted(cards, 'card')}, ${count(implemented)} of them can run: ${sums.join(', ')}.`,
  ];
}

function countOf({ findings }: Linted, severity: LintSeverity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
