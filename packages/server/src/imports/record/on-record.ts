import { ApiError } from '@headwater/protocol';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { isOutdated } from '../apply-commit.ts';
import { NO_FOLDS } from '../folds.ts';
import { FIRST_CHECKPOINT } from '../import-row.ts';
import type { ImportRun } from '../import-run.ts';
import { Overlay } from '../overlay.ts';
import type { CompiledBasis } from '../plan/basis.ts';
import { Uploads } from '../uploads.ts';
import { type CurrentBasis, currentBasis, keptBasis, type RecordSource } from './current-basis.ts';

/** One record outside a session, inside its transaction. */
export interface RecordContext {
  readonly tx: Transaction;
  readonly org: Org;
  readonly source: RecordSource;
  /** An import of this record alone, for the functions that plan. */
  readonly run: ImportRun;
  /** The instant that everything written gets: when it is asked for first, behind the first look-up, for then it is the record's turn. */
  readonly at: Date;
}

/** Each try sees what the others committed until then. */
const MOST_TRIES = 8;

const NO_PROMISES = new Overlay(0);

/** The source changed since this process looked last: what was found out with what it knew does not count. */
class BasisOutdated extends Error {}

/**
 * Runs `work` on one record of a source, in one transaction: an import that nobody triggered, and that is over when it commits. What
 * `work` throws undoes everything. Where the directory changed between plan and effect, all of it is done again.
 * @param key names the record among those of its source: calls about the same one take turns
 * Throws `notFound` for an unknown source, and `unavailable` when others were quicker every time.
 */
export async function onRecord<T>(
  org: Org,
  sourceId: string,
  key: string,
  work: (context: RecordContext) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await org.transaction((tx) => tryRecord({ tx, org, sourceId, key }, work), { brief: true });
    } catch (cause) {
      if (!isOutdated(cause) && !(cause instanceof BasisOutdated)) throw cause;
      if (tries === MOST_TRIES) throw new ApiError('unavailable', { cause });
    }
  }
}

interface Attempt {
  readonly tx: Transaction;
  readonly org: Org;
  readonly sourceId: string;
  readonly key: string;
}

/**
 * Begins with what this process knows of the source, so that the first look-ups of `work` travel together with the statement that takes
 * the record's turn and asks whether that is still so.
 */
async function tryRecord<T>(attempt: Attempt, work: (context: RecordContext) => Promise<T>): Promise<T> {
  const { tx, org, sourceId, key } = attempt;
  const known = keptBasis(org, sourceId);
  const asking = currentBasis(tx, org, sourceId, key);
  if (known === undefined) return work(contextOf(attempt, await asking));
  const [done, current] = await Promise.allSettled([work(contextOf(attempt, known)), asking]);
  // A statement that failed takes those behind it along.
  if (done.status === 'rejected' && isOutdated(done.reason)) throw done.reason;
  if (current.status === 'rejected') throw current.reason;
  if (current.value.version !== known.version) throw new BasisOutdated();
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}

function contextOf({ tx, org }: Attempt, { source, basis }: CurrentBasis): RecordContext {
  let at: Date | undefined;
  return {
    tx,
    org,
    source,
    run: runOfOne(org, basis),
    get at() {
      at ??= org.clock.now();
      return at;
    },
  };
}

function runOfOne(org: Org, basis: CompiledBasis): ImportRun {
  return {
    org,
    importId: org.ids.next('import'),
    sessionId: '',
    basis,
    folds: NO_FOLDS,
    uploads: new Uploads(org, '', []),
    overlay: NO_PROMISES,
    chunkSizes: { plan: 1, apply: 1 },
    reached: FIRST_CHECKPOINT,
    writing: Promise.resolve(),
  };
}
