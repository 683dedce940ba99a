import { NO_COUNTS, NO_OBJECT_COUNTS } from '@headwater/protocol';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../src/commands/import/import-file.ts';
import { reportLines } from '../../../src/commands/import/report.ts';

const NOTHING: ImportReport = {
  read: 0,
  rejected: 0,
  skipped: 0,
  counters: NO_COUNTS,
  objectCounters: {},
  accepted: 0,
  seconds: 1,
  recordsPerSecond: 0,
  sessions: [],
  failures: [],
  warnings: [],
};

function lines(report: Partial<ImportReport>): readonly string[] {
  return reportLines({ ...NOTHING, ...report }, Number.POSITIVE_INFINITY).flatMap((text) => text.split('\n'));
}

describe('the report of an import', () => {
  it('counts, and leaves out what was not there to count', () => {
    const counters = { ...NO_COUNTS, scanned: 1200, added: 1000, unchanged: 200, activated: 1000 };
    expect(lines({ read: 1201, skipped: 1, counters, seconds: 65, recordsPerSecond: 18 })).toEqual([
      'Records',
      'read           1,201',
      'skipped            1  left out by skipWhen',
      'scanned        1,200',
      'added          1,000',
      'updated            0',
      'unchanged        200',
      'removed            0',
      'errors             0',
      'activated      1,000',
      'time       1 min 5 s  18 records/s',
    ]);
  });

  it('counts groups, memberships and devices of the same sessions, where there are any', () => {
    const objectCounters = {
      groups: { ...NO_OBJECT_COUNTS, scanned: 3, added: 2, unchanged: 1 },
      memberships: { ...NO_OBJECT_COUNTS, scanned: 1200, added: 1199, errors: 1, dropped: 2 },
    };
    expect(lines({ objectCounters }).slice(-4)).toEqual([
      '',
      'Besides      scanned  added  updated  unchanged  removed  errors  dropped',
      'groups             3      2        0          1        0       0        0',
      'memberships    1,200  1,199        0          0        0       1        2',
    ]);
  });

  it('says what an org without receipts took', () => {
    expect(lines({ read: 5, accepted: 5, counters: null }).slice(1, 3)).toEqual([
      'read          5',
      'accepted      5  the org tells no more; see its import monitoring',
    ]);
  });

  it('lists every record that was not imported', () => {
    const failures = [
      { externalId: null, line: 4, code: 'externalIdMissing', message: 'No id.', remedy: '' },
      { externalId: 'a', line: null, code: 'loginHeld', message: 'Held.', remedy: 'Rename.' },
    ];
    expect(lines({ failures }).slice(-6)).toEqual([
      '',
      'Not imported: 2 records',
      '',
      'Line  External id  Reason  What to do',
      '   4               No id.',
      '      a            Held.   Rename.',
    ]);
  });

  it('says the same warning of many records once', () => {
    const warning = { code: 'unknownAttribute', message: 'No attribute x.', remedy: 'Add it.' };
    const warnings = ['a', 'b', 'c'].map((externalId) => ({ externalId, ...warning }));
    expect(lines({ warnings, counters: { ...NO_COUNTS, warnings: 3 } }).slice(-4)).toEqual([
      'Imported with a warning: 3 records',
      '',
      'External id   Warning          What to do',
      'a and 2 more  No attribute x.  Add it.',
    ]);
  });
});
