import type { EventClient, Party } from './record-event.ts';

/** Who acts, and through which web request, for the events of what they do. */
export interface Act {
  readonly actor: Party;
  readonly client?: EventClient;
}
