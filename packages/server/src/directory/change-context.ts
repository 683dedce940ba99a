import type { EventClient, Party } from '../system-log/record-event.ts';

/** When, by whom and through which web request something of the directory is changed. */
export interface ChangeContext {
  readonly at: Date;
  readonly actor: Party;
  readonly client?: EventClient;
}
