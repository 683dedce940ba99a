import type { FoundToken } from './find-token.ts';
import type { FoundAccessToken } from './oauth/find-access-token.ts';

/** What a call may come with, as the org knows it: an API token, or an access token of a service app. */
export type Credential = FoundToken | FoundAccessToken;
