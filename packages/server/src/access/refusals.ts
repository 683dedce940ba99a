import type { Org } from '../orgs/org.ts';
import { type Event, type EventClient, recordEvent, SYSTEM } from '../system-log/record-event.ts';
import type { FoundToken } from './find-token.ts';
import { tokenParty } from './manage-tokens.ts';

/** Why a token was refused; the reason of the event. */
export type Refusal =
  | 'INVALID_TOKEN'
  | 'TOKEN_REVOKED'
  | 'TOKEN_EXPIRED'
  | 'OWNER_DEACTIVATED'
  | 'OUTSIDE_ALLOWED_RANGE'
  | 'NOT_AN_ADMINISTRATOR'
  | 'BOUND_TO_ONE_SOURCE';

/** Records refused calls as events. */
export interface Refusals {
  record(org: Org, refusal: Refusal, token: FoundToken | undefined, client: EventClient): Promise<void>;
}

const QUIET_MILLISECONDS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Makes {@link Refusals} that say the same thing once a minute: a client that hammers with a dead token, or guesses tokens,
 * must not fill the log.
 */
export function createRefusals(monotonic: () => number): Refusals {
  const said = new Map<string, number>();
  return {
    async record(org, refusal, token, client) {
      const key = [org.name, refusal, token?.caller.tokenId ?? client.ipAddress].join(' ');
      const now = monotonic();
      if (now < (said.get(key) ?? 0)) return;
      said.delete(key);
      said.set(key, now + QUIET_MILLISECONDS);
      const [oldest] = said.keys();
      if (said.size > MAX_REMEMBERED && oldest !== undefined) said.delete(oldest);
      await org.transaction((tx) => recordEvent(tx, toEvent(org, refusal, token, client)));
    },
  };
}

function toEvent(org: Org, refusal: Refusal, token: FoundToken | undefined, client: EventClient): Event {
  const outside = refusal === 'OUTSIDE_ALLOWED_RANGE';
  return {
    at: org.clock.now(),
    type: outside ? 'system.api_token.request_outside_allowed_range' : 'user.session.start',
    outcome: 'FAILURE',
    reason: refusal,
    actor: token?.caller.actor ?? SYSTEM,
    client,
    targets:
      token === undefined ? [] : [tokenParty({ id: token.caller.tokenId, name: token.name, lastFour: token.lastFour })],
  };
}
