import sql from 'sql-template-tag';
import { administer, type Place, type TestOrg } from './org.ts';
import type { Receipt, SourceApi } from './source-api.ts';

/** What an import left behind, line by line, without ids and times, so that it can be compared with what another one left. */
export interface EndState {
  readonly users: readonly string[];
  readonly sourceUsers: readonly string[];
  readonly receipts: readonly string[];
  /** Progress and counters. */
  readonly totals: readonly string[];
  /** Entries of the System Log since the import was triggered: what happened to whom. */
  readonly events: readonly string[];
}

/** Reads the end state of an org after the import of a session, directory and all. */
export async function readEndState(place: Place, org: TestOrg, api: SourceApi, sessionId: string): Promise<EndState> {
  const view = await api.importOf(sessionId);
  const receipts = await api.all<Receipt>(`/api/v1/headwater/imports/${view.id}/records?limit=1000`);
  const events = await api.all<Entry>(`/api/v1/logs?since=${view.created}&until=2100-01-01T00:00:00Z&limit=1000`);
  return {
    ...(await readDirectory(place, org)),
    receipts: receipts.map(toLine),
    totals: Object.entries({ ...view.progress, ...view.counters.users }).map(([name, count]) => `${name} ${count}`),
    events: events.map(describe),
  };
}

async function readDirectory(place: Place, { name }: TestOrg): Promise<Pick<EndState, 'users' | 'sourceUsers'>> {
  return administer(place, async (administration) => {
    const org = await administration.org(name);
    return org.read(async (tx) => {
      const users = await tx.query(sql`
        SELECT status, login_key, email_key, name_key, held_by <> '' AS held, profile, version, activated IS NULL AS inactive
          FROM users WHERE login_key NOT LIKE 'admin@%'`);
      const sourceUsers = await tx.query(sql`
        SELECT source.external_id, source.status, source.match_type, source.profile, source.version, users.login_key
          FROM source_users source LEFT JOIN users ON users.id = source.user_id`);
      return { users: users.map(toLine), sourceUsers: sourceUsers.map(toLine) };
    });
  });
}

const ID = /\b(0oa|aps|ij1|0ua|00u|00g|prm|00T|00o)[0-9A-Za-z]{17}\b/g;

function toLine(value: object): string {
  return JSON.stringify(value).replace(ID, '$1');
}

interface Entry {
  readonly eventType: string;
  readonly outcome: { readonly result: string; readonly reason: string | null };
  readonly target: readonly {
    readonly type: string;
    readonly alternateId: string | null;
    readonly changeDetails?: object;
  }[];
}

function describe({ eventType, outcome, target }: Entry): string {
  const about = target.map(({ type, alternateId, changeDetails }) => ({ type, alternateId, changeDetails }));
  return toLine({ eventType, outcome, about });
}

const SHOWN = 5;

/** A difference between two states. */
export interface Difference {
  readonly part: string;
  /** The first few lines that only the other state has, or has more often, and their number. */
  readonly missing: readonly [count: number, ...lines: string[]];
  /** The same of this state. */
  readonly extra: readonly [count: number, ...lines: string[]];
}

/** Every part in which a state differs from another; empty when they are equal. The order of lines does not count. */
export function differences<Part extends string>(
  actual: Readonly<Record<Part, readonly string[]>>,
  expected: Readonly<Record<Part, readonly string[]>>,
): readonly Difference[] {
  // The keys of a record are its parts.
  return (Object.keys(expected) as Part[]).flatMap((part) => {
    const missing = without(expected[part], actual[part]);
    const extra = without(actual[part], expected[part]);
    if (missing.length + extra.length === 0) return [];
    return [
      { part, missing: [missing.length, ...missing.slice(0, SHOWN)], extra: [extra.length, ...extra.slice(0, SHOWN)] },
    ];
  });
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** Remarks and counters that a second copy of an upload leaves, which changes nobody. */
const OF_REPEATS = /^(total|planned|applied|superseded|warnings|droppedDeletes) /;

/** The state as far as it stays the same when a client, having heard no answer, sent loads twice. */
export function apartFromRepeats({ users, sourceUsers, totals, receipts }: EndState) {
  const single = receipts
    // Written by this file, from receipts.
    .map((line) => JSON.parse(line) as Receipt)
    .filter(({ outcome }) => outcome !== 'superseded' && outcome !== 'dropped')
    .map((receipt) => ({
      ...receipt,
      number: undefined,
      notes: receipt.notes.filter(({ code }) => code !== 'duplicateInSession'),
    }));
  return { users, sourceUsers, totals: totals.filter((line) => !OF_REPEATS.test(line)), receipts: single.map(toLine) };
}
