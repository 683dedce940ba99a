import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { EventType } from './event-types.ts';
import type { ChangeDetails } from './log-entry.ts';

/** Who or what an event speaks of, in the System Log's four fields. */
export interface Party {
  readonly id: string;
  readonly type: string;
  readonly alternateId?: string | null;
  readonly displayName?: string | null;
}

/** The web request behind an event. */
export interface EventClient {
  readonly ipAddress: string;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** What an event speaks of, with the old and the new values where it is about a change of it. */
export interface EventTarget extends Party {
  readonly changeDetails?: ChangeDetails;
}

export interface Event {
  readonly at: Date;
  readonly type: EventType;
  readonly actor: Party;
  readonly targets?: readonly EventTarget[];
  readonly outcome?: 'SUCCESS' | 'FAILURE' | 'SKIPPED';
  readonly reason?: string;
  readonly client?: EventClient;
  readonly debug?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The server itself as an actor. */
export const SYSTEM: Party = {
  id: 'system',
  type: 'SystemPrincipal',
  alternateId: 'system@headwater',
  displayName: 'Headwater System',
};

/** Records a fact of the org that is not the change of a record; those are read from `changes` and `import_records`. */
export async function recordEvent(tx: Transaction, event: Event): Promise<void> {
  await tx.later(sql`
    INSERT INTO events (at, type, outcome, reason, actor, targets, client, debug)
    VALUES (${event.at}, ${event.type}, ${event.outcome ?? 'SUCCESS'}, ${event.reason ?? null},
            ${JSON.stringify(event.actor)}, ${JSON.stringify(event.targets ?? [])},
            ${event.client === undefined ? null : JSON.stringify(event.client)}, ${JSON.stringify(event.debug ?? {})})`);
}
