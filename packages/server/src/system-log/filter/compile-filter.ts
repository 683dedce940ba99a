import type { LogEvent } from '@headwater/protocol';
import { filterError } from '../../scim-filter/filter-error.ts';
import type { Comparison, FilterNode, FilterValue } from '../../scim-filter/filter-node.ts';
import { parseFilter } from '../../scim-filter/parse-filter.ts';
import { EVENT_TYPES } from '../event-types.ts';
import { microsOf } from '../position.ts';
import { type ReadValues, readerOf } from './attributes.ts';
import { bothOf, eitherOf, type Narrowing } from './narrowing.ts';

/** A filter ready to be asked about entries. */
export interface LogFilter {
  matches(entry: LogEvent): boolean;
  /** What every matching entry certainly fulfils. */
  readonly narrowing: Narrowing;
}

type Test = (entry: LogEvent) => boolean;

/**
 * Compiles the `filter` parameter (identity-sources-api 7.7). Text compares exactly, `published` as an instant; an attribute with
 * several values matches when one of them does. Throws an ApiError `invalidSearch` (E0000031) that names the place.
 */
export function compileFilter(text: string): LogFilter {
  const node = parseFilter(text);
  return { matches: testOf(node), narrowing: narrowingOf(node) };
}

function testOf(node: FilterNode): Test {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const left = testOf(node.left);
      const right = testOf(node.right);
      return node.kind === 'and' ? (entry) => left(entry) && right(entry) : (entry) => left(entry) || right(entry);
    }
    case 'not': {
      const operand = testOf(node.operand);
      return (entry) => !operand(entry);
    }
    case 'present': {
      const read = reader(node.attribute, node.offset);
      return (entry) => read(entry).some((value) => value !== null && value !== undefined && value !== '');
    }
    case 'compare':
      return comparison(node);
  }
}

function reader(attribute: string, offset: number): ReadValues {
  const read = readerOf(attribute);
  if (read === undefined) throw filterError(offset, `log events have no attribute "${attribute}" to filter by`);
  return read;
}

function comparison(node: FilterNode & { readonly kind: 'compare' }): Test {
  const { operator, value, offset } = node;
  const read = reader(node.attribute, offset);
  if (node.attribute.toLowerCase() === 'published') {
    const instant = instantOf(value, offset);
    return (entry) => compare(operator, Date.parse(entry.published), instant, offset);
  }
  if (operator === 'ne') return (entry) => !read(entry).some((found) => holds('eq', found, value, offset));
  holds(operator, '', value, offset);
  return (entry) => read(entry).some((found) => holds(operator, found, value, offset));
}

/** Whether one value of an entry meets a comparison. */
function holds(operator: Comparison, found: unknown, value: FilterValue, offset: number): boolean {
  if (operator === 'eq' || operator === 'ne') {
    const equal = value === null ? found === null || found === undefined : sameText(found, value);
    return equal === (operator === 'eq');
  }
  if (value === null || typeof value === 'boolean') {
    throw filterError(offset, `"${operator}" compares with text or numbers, not with ${String(value)}`);
  }
  if (found === null || found === undefined) return false;
  if (typeof value === 'number') return typeof found === 'number' && compare(operator, found, value, offset);
  return compareText(operator, String(found), value);
}

/** Debug data may hold numbers where a client, used to text, writes text. */
function sameText(found: unknown, value: string | number | boolean): boolean {
  return found === value || (found !== null && found !== undefined && String(found) === String(value));
}

function compareText(operator: Comparison, found: string, value: string): boolean {
  switch (operator) {
    case 'eq':
      return found === value;
    case 'ne':
      return found !== value;
    case 'co':
      return found.includes(value);
    case 'sw':
      return found.startsWith(value);
    case 'ew':
      return found.endsWith(value);
    case 'gt':
      return found > value;
    case 'ge':
      return found >= value;
    case 'lt':
      return found < value;
    case 'le':
      return found <= value;
  }
}

function compare(operator: Comparison, found: number, value: number, offset: number): boolean {
  switch (operator) {
    case 'eq':
      return found === value;
    case 'ne':
      return found !== value;
    case 'gt':
      return found > value;
    case 'ge':
      return found >= value;
    case 'lt':
      return found < value;
    case 'le':
      return found <= value;
    case 'co':
    case 'sw':
    case 'ew':
      throw filterError(offset, `"${operator}" compares with text only`);
  }
}

function instantOf(value: FilterValue, offset: number): number {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant))
    throw filterError(offset, `"published" is compared with a date and time, not ${JSON.stringify(value)}`);
  return instant;
}

function narrowingOf(node: FilterNode): Narrowing {
  switch (node.kind) {
    case 'and':
      return bothOf(narrowingOf(node.left), narrowingOf(node.right));
    case 'or':
      return eitherOf(narrowingOf(node.left), narrowingOf(node.right));
    case 'not':
    case 'present':
      return {};
    case 'compare':
      return ofComparison(node);
  }
}

function ofComparison(node: FilterNode & { readonly kind: 'compare' }): Narrowing {
  const { operator, value } = node;
  if (typeof value !== 'string') return {};
  const name = node.attribute.toLowerCase();
  if (name === 'eventtype') return typesNarrowing(operator, value);
  if (name === 'published') return publishedNarrowing(operator, microsOf(new Date(value)));
  if (operator !== 'eq') return {};
  switch (name) {
    case 'target.id':
      return { targetId: value };
    case 'transaction.id':
      return { transactionId: value };
    case 'outcome.result':
      return { result: value };
  }
  if (node.attribute.endsWith('.job_id')) return { transactionId: value };
  if (node.attribute.endsWith('.session_id')) return { sessionId: value };
  return {};
}

/** The catalogue is closed, so any comparison of text is a set of types. */
function typesNarrowing(operator: Comparison, value: string): Narrowing {
  return { types: new Set(Object.keys(EVENT_TYPES).filter((type) => compareText(operator, type, value))) };
}

/** `published` shows milliseconds of what is kept in microseconds. */
function publishedNarrowing(operator: Comparison, micros: number): Narrowing {
  switch (operator) {
    case 'eq':
      return { since: micros, until: micros + 1000 };
    case 'gt':
      return { since: micros + 1000 };
    case 'ge':
      return { since: micros };
    case 'lt':
      return { until: micros };
    case 'le':
      return { until: micros + 1000 };
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
      return {};
  }
}
