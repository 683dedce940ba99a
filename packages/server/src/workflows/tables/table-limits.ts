import type { LimitsProfile } from '@headwater/protocol';
import { TABLE_LIMITS } from '@headwater/workflows';

/** Bounds of the tables of an org; infinite where there is none. */
export interface TableLimits {
  readonly tables: number;
  readonly rows: number;
  readonly columns: number;
  /** UTF-16 code units of one cell. */
  readonly cellCharacters: number;
}

/** What PostgreSQL stores of one text in `jsonb`, with room to spare. */
const MOST_CHARACTERS = 16_000_000;
/** A row is read and written whole. */
const MOST_COLUMNS = 10_000;

const PROFILES: Readonly<Record<LimitsProfile, TableLimits>> = {
  okta: {
    tables: 100,
    rows: TABLE_LIMITS.rows,
    columns: TABLE_LIMITS.columns,
    cellCharacters: TABLE_LIMITS.cellCharacters,
  },
  open: { tables: Infinity, rows: Infinity, columns: MOST_COLUMNS, cellCharacters: MOST_CHARACTERS },
};

/** Bounds of tables by the limits profile (workflows-functions 15); `open` lifts them. */
export function tableLimits(org: { readonly limitsProfile: LimitsProfile }): TableLimits {
  return PROFILES[org.limitsProfile];
}
