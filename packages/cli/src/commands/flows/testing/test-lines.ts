import { type CaseReport, type Coverage, type FlowCoverage, percentOf, type TestReport } from '@headwater/workflows';
import { counted } from '../../../output/number.ts';
import { table } from '../../../output/table.ts';

/** One case: a line, and what went wrong with its place in the file. */
export function caseLines({ name, flow, passed, problems }: CaseReport, file: string): readonly string[] {
  return [
    `${passed ? '✓' : '✗'} ${name}  (${flow})`,
    ...problems.flatMap(({ line, message }) => indented(`${file}:${line}: ${message}`)),
  ];
}

/** Cards that ran, by flow; those that did not by name. */
export function coverageLines({ cards, executed, percent, flows }: Coverage, columns: number): readonly string[] {
  const rows = flows.map((flow) => [
    flow.name,
    flow.cards,
    flow.executed,
    `${percentOf(flow.executed, flow.cards).toFixed(1)} %`,
    missing(flow),
  ]);
  const heads = [
    { title: 'Flow' },
    { title: 'Cards', align: 'right' },
    { title: 'Ran', align: 'right' },
    { title: '', align: 'right' },
    { title: 'Did not run', wraps: true },
  ] as const;
  return [
    ...table(heads, rows, columns).split('\n'),
    `${executed} of ${counted(cards, 'card')} ran: ${percent.toFixed(1)} %.`,
  ];
}

function missing({ executed, details }: FlowCoverage): string {
  if (executed === 0) return details.length === 0 ? '' : 'all of it';
  return details.flatMap(({ title, id, count }) => (count === 0 ? [`${title} (${id})`] : [])).join(', ');
}

export function sumLine({ passed, failed }: TestReport): string {
  return `${counted(passed + failed, 'case')}: ${passed} passed, ${failed} failed.`;
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
