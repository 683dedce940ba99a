/** The bounds of {@link TABLE_LIMITS}, with other values. */
export type TableLimits = { readonly [L in keyof typeof TABLE_LIMITS]: number };

/** Bounds of tables (workflows-functions 11, 15). */
export const TABLE_LIMITS = {
  /** Rows of one table. */
  rows: 100_000,
  columns: 256,
  /** Characters (UTF-16 code units) of one cell. */
  cellCharacters: 16_000,
  /** Rows that a search without filter and limit gives. */
  unfilteredRows: 3_500,
} as const;
