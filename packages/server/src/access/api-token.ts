import { createHash, randomBytes } from 'node:crypto';

/** A token as administrators see it: never its value. */
export interface ApiToken {
  /** `00T…` */
  readonly id: string;
  readonly name: string;
  /** The last four characters of the value, for people. */
  readonly lastFour: string;
  readonly ownerId: string;
  readonly sourceId: string | null;
  readonly networks: readonly string[];
  /** Days without a call after which it dies. */
  readonly idleDays: number;
  /** Percent of each rate limit it may use; null: the org's `tokenSharePercent`. */
  readonly sharePercent: number | null;
  readonly created: Date;
  readonly lastUsed: Date;
  readonly revoked: Date | null;
}

const DAY = 24 * 60 * 60 * 1000;

/** When a token dies unless it is used before: every use renews it (import-semantics 7.1). */
export function expiryOf({ lastUsed, idleDays }: Pick<ApiToken, 'lastUsed' | 'idleDays'>): Date {
  return new Date(lastUsed.getTime() + idleDays * DAY);
}

/** A new secret: `00` and 40 URL-safe characters, 240 bits of chance (import-semantics 7.1). */
export function newTokenValue(random: (size: number) => Buffer = randomBytes): string {
  return `00${random(30).toString('base64url')}`;
}

/** What is stored of a secret: enough to recognise it, useless to call with. */
export function hashToken(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
