import type { ProfileValue } from '@headwater/protocol';
import { uniqueKey } from '../directory/profile-schemas/unique-values.ts';
import { HashIndex } from './hash-index.ts';
import type { PlannedRecord } from './plan/planned-record.ts';

/** The part of a planned record that later records of the same import must know. */
export interface Claim {
  readonly number: number;
  readonly loginKey: string | null;
  readonly exactKey: string | null;
  readonly userId: string | null;
  readonly uniqueValues: readonly string[];
  /** A record that is deleted lets go of its user, who may get another one in the same import. */
  readonly releases: boolean;
}

/**
 * What the plan of an import has promised so far and the directory does not show yet: logins and match keys given to users,
 * existing users touched, unique values taken. From each to the number of the record, at 12 bytes an entry.
 */
export class Overlay {
  readonly logins: HashIndex;
  readonly exactKeys: HashIndex;
  readonly users: HashIndex;
  /** Users that deleted records held: beside `users`, because a later record may touch the same user. */
  readonly released: HashIndex;
  readonly uniqueValues: HashIndex;

  constructor(expected: number) {
    this.logins = new HashIndex(expected);
    this.exactKeys = new HashIndex();
    this.users = new HashIndex();
    this.released = new HashIndex();
    this.uniqueValues = new HashIndex();
  }

  add(claim: Claim): void {
    const { number } = claim;
    if (claim.loginKey !== null) this.logins.set(claim.loginKey, number);
    if (claim.exactKey !== null) this.exactKeys.set(claim.exactKey, number);
    if (claim.userId !== null) (claim.releases ? this.released : this.users).set(claim.userId, number);
    for (const value of claim.uniqueValues) this.uniqueValues.set(value, number);
  }
}

/** What a record promises; undefined where nothing that others must know. */
export function claimOf(record: PlannedRecord, unique: readonly string[]): Claim | undefined {
  const { user, number } = record;
  const releases = record.action === 'delete' && record.userId !== null;
  if (user === null && !releases) return undefined;
  const after = user?.after ?? {};
  return {
    number,
    loginKey: user?.keys?.login ?? null,
    exactKey: record.exactKey,
    userId: record.userId,
    uniqueValues: unique.flatMap((name) => uniqueClaim(name, after[name]) ?? []),
    releases,
  };
}

/** One unique value as a key of the overlay. */
export function uniqueClaim(attribute: string, value: ProfileValue | undefined): string | undefined {
  const key = uniqueKey(value);
  return key === null ? undefined : `${attribute}${key}`;
}
