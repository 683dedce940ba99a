import { isBlank } from '../../tables/cell.ts';
import { toDate, toText } from '../../values/convert.ts';
import type { ValueObject } from '../../values/value.ts';
import type { Action, ActionCall } from '../connector.ts';
import { allOf, equals } from './criteria.ts';
import { input } from './input.ts';
import { listAction } from './list-action.ts';
import { logRecord } from './names.ts';

/** Cards of the System Log (workflows-format 8.2). */
export const systemLogActions: Readonly<Record<string, Action>> = {
  searchSystemLogs: listAction({
    title: 'Search System Logs',
    key: 'Logs',
    toRecord: logRecord,
    request: (call) => ({ path: '/api/v1/logs', query: logQuery(call) }),
  }),
};

/** Fields that a card compares, by the name of the input. */
const CRITERIA = [
  ['Event Type', 'eventType'],
  ['UUID', 'uuid'],
  ['Display Message', 'displayMessage'],
  ['Actor ID', 'actor.id'],
  ['Actor Display Name', 'actor.displayName'],
  ['Actor Type', 'actor.type'],
  ['Target ID', 'target.id'],
  ['Target Display Name', 'target.displayName'],
  ['Target Type', 'target.type'],
  ['Severity', 'severity'],
] as const;

/** Without an end the log is one that is waited for, whose pages never end; the present is the end then. */
function logQuery(call: ActionCall): ValueObject {
  const criteria = CRITERIA.flatMap(([name, attribute]) => {
    const value = input(call, `*.${name}`, `*.${attribute}`);
    return isBlank(value) ? [] : [equals(attribute, value)];
  });
  const filter = allOf(criteria, toText(input(call, '*.Custom Filter', '*.Filter', '*.Expression')).trim());
  const keyword = toText(input(call, '*.Keyword', '*.Query', '*.q'));
  const since = instant(call, 'Since');
  const sortOrder = toText(input(call, 'Sort.Order', '*.Sort Order')).toUpperCase();
  return {
    ...(since === null ? {} : { since }),
    until: instant(call, 'Until') ?? call.ports.clock.now().toISOString(),
    ...(filter === '' ? {} : { filter }),
    ...(keyword === '' ? {} : { q: keyword }),
    ...(sortOrder === '' ? {} : { sortOrder }),
  };
}

function instant(call: ActionCall, name: string): string | null {
  return toDate(input(call, `Date.${name}`, `*.${name}`))?.toISOString() ?? null;
}
