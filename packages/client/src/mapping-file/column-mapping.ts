import { externalIdText, type Mapping, originOf, rejectedRow } from './mapping.ts';
import { MappingError } from './mapping-error.ts';

export interface ColumnMappingOptions {
  /** The columns of the source. */
  readonly columns: readonly string[];
  /** The column that identifies a record; default: the one called externalId or id, in any case. */
  readonly externalId?: string;
  /** What the source is called, for errors. */
  readonly label: string;
}

const USUAL_NAMES = ['externalid', 'external_id', 'id'];

/**
 * The mapping of a source without a mapping file: one column is the external id, every other column is the attribute of
 * its name.
 * @throws MappingError when there is no such column
 */
export function columnMapping({ columns, externalId, label }: ColumnMappingOptions): Mapping {
  const idColumn = externalId === undefined ? usualIdColumn(columns) : columns.find((name) => name === externalId);
  if (idColumn === undefined) {
    const missing =
      externalId === undefined ? 'no column is called externalId or id' : `there is no column "${externalId}"`;
    throw new MappingError(label, [
      { message: `${missing}. Name the column that identifies a record; there are ${columns.join(', ')}.` },
    ]);
  }
  const attributes = columns.filter((name) => name !== idColumn);
  return {
    attributes,
    warnings: [],
    map: (row) => {
      const id = externalIdText(row.values[idColumn]);
      if (id === undefined)
        return rejectedRow(row, 'externalIdMissing', `The column "${idColumn}" holds no single value.`);
      const profile = { ...row.values };
      delete profile[idColumn];
      return { kind: 'upsert', externalId: id, profile, origin: originOf(row) };
    },
  };
}

function usualIdColumn(columns: readonly string[]): string | undefined {
  for (const usual of USUAL_NAMES) {
    const column = columns.find((name) => name.toLowerCase() === usual);
    if (column !== undefined) return column;
  }
  return undefined;
}
