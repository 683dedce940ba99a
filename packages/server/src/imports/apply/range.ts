import type { RecordAction } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';

/** Records of one import and one action whose numbers lie in `[from, to]`, applied together. */
export interface RecordRange {
  readonly importId: string;
  readonly sourceId: string;
  readonly action: RecordAction;
  readonly from: number;
  readonly to: number;
  /** The instant that everything applied here gets. */
  readonly at: Date;
}

/** The range as a condition on `import_records r`. */
export function inRange(range: RecordRange): Sql {
  return sql`r.import_id = ${range.importId} AND r.number BETWEEN ${range.from} AND ${range.to} AND r.action = ${range.action}`;
}
