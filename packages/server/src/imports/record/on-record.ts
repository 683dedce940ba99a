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
import { currentBasis, type RecordSource } from './current-basis.ts';

/** One record outside a session, inside its transaction. */
export interface RecordContext {
  readonly tx: Transaction;
  readonly org: Org;
  readonly source: RecordSource;
  /** An import of this record alone, for the functions that plan. */
  readonly run: ImportRun;
  /** The instant that everything written gets. */
  readonly at: Date;
}

/** Each try sees what the others committed until then. */
const MOST_TRIES = 8;

const NO_PROMISES = new Overlay(0);

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
      return await org.transaction(
        async (tx) => {
          const { source, basis } = await currentBasis(tx, org, sourceId, key);
          return work({ tx, org, source, run: runOfOne(org, basis), at: org.clock.now() });
        },
        { brief: true },
      );
    } catch (cause) {
      if (!isOutdated(cause)) throw cause;
      if (tries === MOST_TRIES) throw new ApiError('unavailable', { cause });
    }
  }
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
