import type { Choices, Clock, Ids, Limits, LimitsProfile, RateLimitRules } from '@headwater/protocol';
import type { TransactionOptions } from '../database/database.ts';
import type { Transaction } from '../database/transaction.ts';

/** How a unit of work is done: see `TransactionOptions`. */
export type UnitOptions = Pick<TransactionOptions, 'brief'>;

/** One org as the code that serves it sees it: its own time, ids, limits and schema. */
export interface Org {
  /** `00o…` */
  readonly id: string;
  /** Short name; its schema is `org_<name>`. */
  readonly name: string;
  readonly limitsProfile: LimitsProfile;
  /** The profile's limits with the org's own on top. */
  readonly limits: Limits;
  /** How the requests of a minute are shared. */
  readonly rateLimits: RateLimitRules;
  /** The org's answers to the questions of the ambiguity register. */
  readonly choices: Choices;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Only of an org in test mode, whose clock, ids and state are moved by requests. */
  readonly testMode?: {
    /** Another number: the state was replaced as a whole. */
    readonly generation: number;
  };
  /** A unit of work: one transaction in the org's schema. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Like `transaction`, refusing writes. */
  read<T>(work: (tx: Transaction) => Promise<T>, options?: UnitOptions): Promise<T>;
}
