import type { Party } from '../system-log/record-event.ts';

interface AnyCaller {
  /** The one identity source the credential is bound to; null: the whole org. */
  readonly sourceId: string | null;
  /** Who acts, as events name it: the token's owner, or the app. */
  readonly actor: Party;
}

/** A call with an API token, in the name of the administrator who owns it. */
export interface TokenCaller extends AnyCaller {
  readonly kind: 'token';
  /** `00T…` */
  readonly tokenId: string;
  /** `00u…` of the token's owner. */
  readonly userId: string;
  /** Percent of each rate limit that it may use; undefined: the org's `tokenSharePercent`. */
  readonly sharePercent?: number;
}

/** A call with an access token of a service app, in the app's own name. */
export interface AppCaller extends AnyCaller {
  readonly kind: 'app';
  /** `0oa…` */
  readonly clientId: string;
  /** Scopes that the access token was granted. */
  readonly scopes: ReadonlySet<string>;
}

/** Who makes a request. */
export type Caller = TokenCaller | AppCaller;

/** The id that calls are counted by: of the token, or of the app, which shares one count among its access tokens. */
export function callerId(caller: Caller): string {
  switch (caller.kind) {
    case 'token':
      return caller.tokenId;
    case 'app':
      return caller.clientId;
  }
}
