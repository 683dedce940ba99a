import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import { platformSchema } from '../database/org-name.ts';

/** What a process wants of one count in one window. */
export interface Claim {
  readonly org: string;
  readonly bucket: string;
  /** A token or service app; empty: the whole org. */
  readonly caller: string;
  /** Start of the window, in milliseconds since the epoch. */
  readonly window: number;
  /** Requests that all processes together may let through. */
  readonly limit: number;
  readonly asked: number;
  /** Requests that were let through without being reserved, while the database was away. */
  readonly owed: number;
}

/** What all processes know of one count. */
export interface Reserved {
  /** At most what was asked, and at most what was left. */
  readonly granted: number;
  /** What all processes reserved so far, this one included. */
  readonly used: number;
}

/** The counts that all processes share. */
export interface Reservations {
  reserve(claim: Claim): Promise<Reserved>;
}

/** The grant of a reservation where so much is used: the same in what is added and in what is given, under the lock of the row. */
const grant = (used: string) => `LEAST($6::bigint, GREATEST($5::bigint - ${used} - $7::bigint, 0))`;

const RESERVE = `
  INSERT INTO ${platformSchema}.rate_limits AS known (org, bucket, caller, window_start, used, granted)
  VALUES ($1, $2, $3, $4, $7::bigint + ${grant('0')}, ${grant('0')})
  ON CONFLICT (org, bucket, caller, window_start) DO UPDATE
  SET used = known.used + $7::bigint + ${grant('known.used')}, granted = ${grant('known.used')}, seen = now()
  RETURNING granted, used`;

/** {@link Reservations} in PostgreSQL: one row a count and window, one statement a reservation. */
export function databaseReservations({ pool }: Database): Reservations {
  return {
    async reserve({ org, bucket, caller, window, limit, asked, owed }) {
      const values = [org, bucket, caller, new Date(window), limit, asked, owed];
      const { rows } = await pool.query<Reserved>(RESERVE, values);
      const [reserved] = rows;
      if (reserved === undefined) throw new TypeError('A reservation must give one row');
      return reserved;
    },
  };
}

/**
 * Forgets windows that no process asked about for an hour, by the clock of the database: the clock of an org may stand still, and its
 * window with it.
 */
export async function sweepReservations(database: Database): Promise<void> {
  await database.inPlatform((tx) => tx.execute(sql`DELETE FROM rate_limits WHERE seen < now() - interval '1 hour'`));
}
