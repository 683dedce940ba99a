import type { Party } from '../system-log/record-event.ts';

/** Who makes a request: a token, and the administrator who owns it. */
export interface Caller {
  /** `00T…` */
  readonly tokenId: string;
  /** `00u…` of the token's owner. */
  readonly userId: string;
  /** The one identity source the token is bound to; null: the whole org. */
  readonly sourceId: string | null;
  /** The owner as events name it. */
  readonly actor: Party;
}
