import { LIFECYCLE_EFFECTS, LINK_EFFECTS, RECORD_OUTCOMES } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import {
  type ImportEventType,
  LIFECYCLE_EVENTS,
  LINK_EVENTS,
  OUTCOME_EVENTS,
  PROFILE_EVENTS,
  UNLINK_EVENTS,
} from './import-events.ts';

/**
 * Conditions on an import record `r`, one of which holds whenever the record stands for an event of `types`: the tables of
 * import-events.ts, read backwards.
 */
export function importConditions(types: ReadonlySet<string>): readonly Sql[] {
  const wanted = (events: readonly ImportEventType[]) => events.some((type) => types.has(type));
  const outcomes = RECORD_OUTCOMES.filter((outcome) => wanted(OUTCOME_EVENTS[outcome]));
  const links = LINK_EFFECTS.filter((link) => wanted(LINK_EVENTS[link]));
  const lifecycles = LIFECYCLE_EFFECTS.filter((lifecycle) => wanted(LIFECYCLE_EVENTS[lifecycle]));
  return [
    ...(outcomes.length === 0 ? [] : [sql`r.outcome = ANY(${outcomes})`]),
    ...(links.length === 0 ? [] : [sql`r.link = ANY(${links})`]),
    ...(lifecycles.length === 0 ? [] : [sql`r.lifecycle = ANY(${lifecycles})`]),
    ...(wanted(PROFILE_EVENTS) ? [sql`(r.user_after IS NOT NULL AND r.link IS DISTINCT FROM 'created')`] : []),
    ...(wanted(UNLINK_EVENTS) ? [sql`(r.outcome = 'removed' AND r.user_id IS NOT NULL)`] : []),
  ];
}
