import { type CaseResult, type ConformanceReport, countOutcomes } from '@headwater/conformance';
import { AMBIGUITIES, type AmbiguityName } from '@headwater/protocol';

const MARKS: Readonly<Record<CaseResult['outcome'], string>> = { passed: '✓', deviates: '✗', skipped: '-' };

/** One case, on one line. */
export function resultLine(result: CaseResult): string {
  const why = result.outcome === 'skipped' ? ` (${result.reason})` : '';
  return `${MARKS[result.outcome]} ${result.id}  ${result.title}${why}`;
}

/** The whole report for people: deviations with what was expected, what was found out, and the sum. */
export function reportLines(report: ConformanceReport): readonly string[] {
  const { passed, deviates, skipped } = countOutcomes(report);
  return [
    ...report.cases.flatMap(deviationLines),
    ...answerLines(report),
    ...report.leftBehind.map((thing) => `Not removed: ${thing}`),
    `${passed} cases passed, ${deviates} deviate, ${skipped} skipped.`,
  ];
}

function deviationLines(result: CaseResult): readonly string[] {
  if (result.outcome !== 'deviates') return [];
  return [
    `✗ ${result.id}: ${result.title}  [${result.facts}]`,
    ...result.deviations.flatMap(({ request, problems }) => [
      `    ${request}`,
      ...problems.map((problem) => `      ${problem}`),
    ]),
    '',
  ];
}

/** What the org does where the contract is open; only what differs from Headwater's defaults needs doing. */
function answerLines({ answers, unanswered }: ConformanceReport): readonly string[] {
  const found = Object.entries(answers) as readonly (readonly [AmbiguityName, string])[];
  if (found.length === 0) return [];
  const other = found.filter(([name, answer]) => answer !== AMBIGUITIES[name].default);
  return [
    'Where the contract is open, this org answers:',
    ...found.map(
      ([name, answer]) => `  ${name}=${answer}${answer === AMBIGUITIES[name].default ? '' : '  (not the default)'}`,
    ),
    ...Object.entries(unanswered).map(([name, seen]) => `  ${name}: none of the known answers, but ${seen}`),
    ...(other.length === 0
      ? []
      : [
          'An org of Headwater does the same after:',
          `  headwater org set NAME ${other.map(([name, answer]) => `--choice ${name}=${answer}`).join(' ')}`,
        ]),
    '',
  ];
}
