import { type ImportCounters, OBJECT_COUNTER_NAMES, type ObjectCounters } from '@headwater/protocol';
import { count, counted, duration } from '../../output/number.ts';
import { table } from '../../output/table.ts';
import type { ImportReport } from './import-file.ts';
import type { FailedRecord, WarnedRecord } from './record-lines.ts';

/** Counters that are shown even when nothing was counted. */
const ALWAYS = ['scanned', 'added', 'updated', 'unchanged', 'removed', 'errors'] as const;
const WHEN_COUNTED = ['matched', 'unconfirmed', 'activated', 'reactivated', 'suspended', 'deactivated'] as const;
const REST = ['droppedDeletes', 'superseded', 'warnings'] as const;

const MEANINGS: Readonly<Partial<Record<keyof ImportCounters, string>>> = {
  matched: 'linked to a user who existed',
  unconfirmed: 'wait until somebody confirms them',
  droppedDeletes: 'deletes of people the source does not know',
  superseded: 'repeated in the same load; the later one won',
  warnings: 'records with a warning',
};

/** An import for people to read: its counts, then every record that did not go through, then warnings. */
export function reportLines(report: ImportReport, columns: number): readonly string[] {
  return [
    table(
      [{ title: 'Records' }, { title: '', align: 'right' }, { title: '', wraps: true }],
      countRows(report),
      columns,
    ),
    ...objectLines(report, columns),
    ...failureLines(report.failures, columns),
    ...warningLines(report, columns),
    ...confirmationLines(report),
  ];
}

function countRows({ counters, accepted, read, skipped, rejected, seconds, recordsPerSecond }: ImportReport) {
  const rows: (readonly [string, string, string])[] = [['read', count(read), '']];
  if (skipped > 0) rows.push(['skipped', count(skipped), 'left out by skipWhen']);
  if (rejected > 0) rows.push(['rejected', count(rejected), 'did not get into the import']);
  if (counters === null) rows.push(['accepted', count(accepted), 'the org tells no more; see its import monitoring']);
  else {
    for (const name of ALWAYS) rows.push([name, count(counters[name]), '']);
    for (const name of [...WHEN_COUNTED, ...REST]) {
      if (counters[name] > 0) rows.push([name, count(counters[name]), MEANINGS[name] ?? '']);
    }
  }
  return [...rows, ['time', duration(seconds), `${count(recordsPerSecond)} records/s`] as const];
}

/**
 * What the sessions held beside people, a line for each class that they had, a column for each counter that is always told or has
 * counted.
 */
function objectLines({ objectCounters }: ImportReport, columns: number): readonly string[] {
  const counted = Object.entries<ObjectCounters>(objectCounters);
  if (counted.length === 0) return [];
  const names = OBJECT_COUNTER_NAMES.filter(
    (name) => ALWAYS.some((always) => always === name) || counted.some(([, counters]) => counters[name] > 0),
  );
  const heads = [{ title: 'Besides' }, ...names.map((title) => ({ title, align: 'right' }) as const)];
  const rows = counted.map(([title, counters]) => [title, ...names.map((name) => count(counters[name]))]);
  return ['', table(heads, rows, columns)];
}

function failureLines(failures: readonly FailedRecord[], columns: number): readonly string[] {
  if (failures.length === 0) return [];
  const heads = [
    { title: 'Line', align: 'right' },
    { title: 'External id', wraps: true },
    { title: 'Reason', wraps: true },
    { title: 'What to do', wraps: true },
  ] as const;
  const rows = failures.map(({ line, externalId, message, remedy }) => [line ?? '', externalId ?? '', message, remedy]);
  return ['', `Not imported: ${counted(failures.length, 'record')}`, '', table(heads, rows, columns)];
}

function warningLines({ warnings, counters }: ImportReport, columns: number): readonly string[] {
  if (warnings.length === 0) return [];
  const heads = [
    { title: 'External id', wraps: true },
    { title: 'Warning', wraps: true },
    { title: 'What to do', wraps: true },
  ];
  const grouped = groupAlike(warnings);
  const rows = grouped.map(({ externalId, others, message, remedy }) => [
    others === 0 ? externalId : `${externalId} and ${count(others)} more`,
    message,
    remedy,
  ]);
  const total = counters?.warnings ?? warnings.length;
  return ['', `Imported with a warning: ${counted(total, 'record')}`, '', table(heads, rows, columns)];
}

/** The same warning of many records is one line: a schema that lacks an attribute concerns everybody. */
function groupAlike(warnings: readonly WarnedRecord[]): readonly (WarnedRecord & { readonly others: number })[] {
  const groups = new Map<string, WarnedRecord & { others: number }>();
  for (const warning of warnings) {
    const group = groups.get(warning.message);
    if (group === undefined) groups.set(warning.message, { ...warning, others: 0 });
    else group.others++;
  }
  return [...groups.values()];
}

function confirmationLines({ counters }: ImportReport): readonly string[] {
  if (counters === null || counters.unconfirmed === 0) return [];
  return [
    '',
    'Unconfirmed records are kept and become users when they are confirmed. To confirm by itself from the next import on:',
    '  headwater source set <id> --auto-confirm-new --auto-confirm-exact',
  ];
}
