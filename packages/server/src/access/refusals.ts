import type { Org } from '../orgs/org.ts';
import { type Event, type EventClient, recordEvent, SYSTEM } from '../system-log/record-event.ts';
import type { Credential } from './credential.ts';
import { onceAMinute } from './once-a-minute.ts';

/** Why a credential was refused; the reason of the event. */
export type Refusal =
  | 'INVALID_TOKEN'
  | 'TOKEN_REVOKED'
  | 'TOKEN_EXPIRED'
  | 'OWNER_DEACTIVATED'
  | 'APP_DEACTIVATED'
  | 'INVALID_PROOF'
  | 'OUTSIDE_ALLOWED_RANGE'
  | 'NOT_AN_ADMINISTRATOR'
  | 'BOUND_TO_ONE_SOURCE';

/** Records refused calls as events. */
export interface Refusals {
  record(org: Org, refusal: Refusal, credential: Credential | undefined, client: EventClient): Promise<void>;
}

/** Makes {@link Refusals} that say the same thing once a minute. */
export function createRefusals(monotonic: () => number): Refusals {
  const maySay = onceAMinute(monotonic);
  return {
    async record(org, refusal, credential, client) {
      if (!maySay([org.name, refusal, credential?.party.id ?? client.ipAddress].join(' '))) return;
      await org.transaction((tx) => recordEvent(tx, toEvent(org, refusal, credential, client)));
    },
  };
}

function toEvent(org: Org, refusal: Refusal, credential: Credential | undefined, client: EventClient): Event {
  const outside = refusal === 'OUTSIDE_ALLOWED_RANGE';
  return {
    at: org.clock.now(),
    type: outside ? 'system.api_token.request_outside_allowed_range' : 'user.session.start',
    outcome: 'FAILURE',
    reason: refusal,
    actor: credential?.caller.actor ?? SYSTEM,
    client,
    targets: credential === undefined ? [] : [credential.party],
  };
}
