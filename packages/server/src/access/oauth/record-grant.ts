import type { Org } from '../../orgs/org.ts';
import { type EventClient, recordEvent, SYSTEM } from '../../system-log/record-event.ts';
import { onceAMinute } from '../once-a-minute.ts';
import { appParty, clientParty, findServiceApp } from '../service-apps/service-app.ts';
import type { TracedAnswer } from './authorization-server.ts';

/** Records what the token endpoint answered. */
export interface GrantEvents {
  /** @param clientId of the app that got a token; undefined: nobody got one */
  record(
    request: { readonly org: Org; readonly client: EventClient },
    answer: TracedAnswer,
    clientId: string | undefined,
  ): Promise<void>;
}

/** Asking for a nonce is part of every grant that is bound to a key, and no failure. */
const NO_FAILURES: ReadonlySet<string> = new Set(['use_dpop_nonce']);

/** A reason may repeat what the client asked for. */
const MAX_REASON_LENGTH = 200;

/** Makes {@link GrantEvents}; a failure is told once a minute for the same address and reason. */
export function createGrantEvents(monotonic: () => number): GrantEvents {
  const maySay = onceAMinute(monotonic);
  const type = 'app.oauth2.token.grant.access_token';
  return {
    async record({ org, client }, answer, clientId) {
      const at = org.clock.now();
      if (clientId === undefined) {
        const { json } = answer;
        const reason = (answer.reason ?? 'failed').slice(0, MAX_REASON_LENGTH);
        const error = typeof json === 'object' && json !== null && 'error' in json ? String(json.error) : '';
        if (NO_FAILURES.has(error) || !maySay([org.name, client.ipAddress, error, reason].join(' '))) return;
        const event = { at, type, outcome: 'FAILURE', reason: `${error}: ${reason}`, actor: SYSTEM, client } as const;
        await org.transaction((tx) => recordEvent(tx, event));
        return;
      }
      await org.transaction(async (tx) => {
        const app = await findServiceApp(tx, clientId);
        if (app !== undefined) {
          await recordEvent(tx, { at, type, actor: clientParty(app), client, targets: [appParty(app)] });
        }
      });
    },
  };
}
