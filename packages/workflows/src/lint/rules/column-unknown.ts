import type { PackTable } from '../../pack/pack.ts';
import { within } from '../../pack/place.ts';
import { tableOfCard } from '../../pack/references.ts';
import type { Found, LintRule } from '../lint-finding.ts';
import { type CardFacts, fieldName, inputOf, inputPlace, isRead } from '../pack-facts.ts';
import { termsOf } from './filter-terms.ts';

/** Cards of tables that write, read, filter or sort by a column that the table does not have. */
export const columnUnknown: LintRule = {
  code: 'column_unknown',
  severity: 'error',
  *check({ cards, pack }) {
    for (const card of cards) {
      const table = pack.tables.get(tableOfCard(card.card) ?? '');
      if (table === undefined) continue;
      yield* fields(card, table);
      yield* filters(card, table);
    }
  },
};

/** Columns that every table has (workflows-format 6.1). */
const SYSTEM: ReadonlySet<string> = new Set([
  'Row ID',
  'Created',
  'Updated',
  'rowId',
  'system.created',
  'system.updated',
]);

function isUnknown(table: PackTable, column: string): boolean {
  return !SYSTEM.has(column) && !table.columns.some(({ name }) => name === column);
}

function* fields(card: CardFacts, table: PackTable): Generator<Found> {
  for (const input of card.card.inputs) {
    if (input.group === 'Fields' && isUnknown(table, input.key)) yield found(table, input.key, inputPlace(card, input));
  }
  for (const output of card.card.outputs) {
    if (output.group !== 'Fields' || !isUnknown(table, output.key) || !isRead(card, output)) continue;
    yield found(table, output.key, within(card.place, 'output', fieldName(output)));
  }
}

function* filters(card: CardFacts, table: PackTable): Generator<Found> {
  const where = inputOf(card, 'Where Expression', 'Filter');
  for (const { column } of where === null ? [] : termsOf(where)) {
    if (where !== null && isUnknown(table, column)) yield found(table, column, inputPlace(card, where));
  }
  const sort = inputOf(card, 'Column', 'Sort');
  if (typeof sort?.literal === 'string' && sort.literal !== '' && isUnknown(table, sort.literal)) {
    yield found(table, sort.literal, inputPlace(card, sort));
  }
}

function found(table: PackTable, column: string, place: Found['place']): Found {
  const columns = table.columns.map(({ name }) => `"${name}"`).join(', ');
  return {
    place,
    message: `The table "${table.name}" has no column "${column}", only ${columns}`,
    remedy: 'Add the column to the table, or choose another; names are exact',
  };
}
