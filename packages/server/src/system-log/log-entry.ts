import { createHash } from 'node:crypto';
import type { LogEvent } from '@headwater/protocol';
import { EVENT_TYPES, type EventType, type EventTypeEntry, isEventType } from './event-types.ts';
import type { EventClient, Party } from './record-event.ts';

export type LogTarget = LogEvent['target'][number];

/** Which stored fact an entry was derived from; the same fact always gives the same entries. */
export interface EntryOrigin {
  readonly orgId: string;
  readonly stream: number;
  /** Id of the row inside its stream. */
  readonly row: string;
  /** Place among the entries of that row, from 0. */
  readonly index: number;
}

/** What an entry says, before it has Okta's form. */
export interface EntryFacts {
  /** Microseconds since 1970. */
  readonly micros: number;
  readonly type: string;
  readonly outcome?: LogEvent['outcome']['result'];
  readonly reason?: string | null;
  readonly actor: Party;
  readonly targets: readonly LogTarget[];
  readonly client?: EventClient | null;
  readonly transaction: { readonly type: 'WEB' | 'JOB'; readonly id: string | null };
  readonly debug: Readonly<Record<string, unknown>>;
}

/** One entry of the System Log in Okta's form (identity-sources-api 7.7). */
export function logEntry(origin: EntryOrigin, facts: EntryFacts): LogEvent {
  const type: EventTypeEntry | undefined = isEventType(facts.type) ? EVENT_TYPES[facts.type as EventType] : undefined;
  const result = facts.outcome ?? 'SUCCESS';
  return {
    actor: principal(facts.actor),
    client: {
      ipAddress: facts.client?.ipAddress ?? null,
      userAgent: { rawUserAgent: facts.client?.userAgent ?? null },
    },
    authenticationContext: { externalSessionId: null },
    displayMessage: type?.message ?? null,
    eventType: facts.type,
    outcome: { result, reason: facts.reason ?? null },
    published: new Date(Math.floor(facts.micros / 1000)).toISOString(),
    securityContext: {},
    severity: severity(type, result),
    debugContext: { debugData: { ...facts.debug } },
    legacyEventType: null,
    transaction: { ...facts.transaction, detail: {} },
    uuid: entryUuid(origin),
    version: '0',
    request: { ipChain: [] },
    target: [...facts.targets],
  };
}

/** A party with all four fields. */
function principal(party: Party): LogEvent['actor'] {
  return {
    id: party.id,
    type: party.type,
    alternateId: party.alternateId ?? null,
    displayName: party.displayName ?? null,
  };
}

/** A party as a target; `changes` are the old and new values, where the entry is about a change of it. */
export function target(party: Omit<Party, 'id'> & { readonly id: string | null }, changes?: ChangeDetails): LogTarget {
  return {
    id: party.id,
    type: party.type,
    alternateId: party.alternateId ?? null,
    displayName: party.displayName ?? null,
    detailEntry: null,
    ...(changes === undefined ? {} : { changeDetails: changes }),
  };
}

export interface ChangeDetails {
  readonly from: Readonly<Record<string, unknown>>;
  readonly to: Readonly<Record<string, unknown>>;
}

function severity(type: EventTypeEntry | undefined, result: string): LogEvent['severity'] {
  const usual = type?.severity ?? 'INFO';
  return result === 'FAILURE' && (usual === 'INFO' || usual === 'DEBUG') ? 'WARN' : usual;
}

/** A UUID of version 5's form from the origin, so that reading twice gives the same entry and nothing is stored for it. */
function entryUuid(origin: EntryOrigin): string {
  const hash = createHash('sha1').update(`${origin.orgId}/${origin.stream}/${origin.row}/${origin.index}`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
