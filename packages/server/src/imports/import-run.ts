import type { Org } from '../orgs/org.ts';
import type { Folds } from './folds.ts';
import type { Checkpoint } from './import-row.ts';
import type { Overlay } from './overlay.ts';
import type { CompiledBasis } from './plan/basis.ts';
import type { Uploads } from './uploads.ts';

/** How much is done in one transaction. */
export interface ChunkSizes {
  /** Uploads planned: few, so that what a chunk makes is dropped before the collector looks at it twice. */
  readonly plan: number;
  /** Memberships planned: more, because each is small. Default: as many as other uploads. */
  readonly pairs?: number;
  /** Records applied: many, because they never leave the database. */
  readonly apply: number;
  /** Whether two chunks of people may be applied at a time. Default true. */
  readonly sideBySide?: boolean;
}

/** What a plan is made in: whose import it is, and by which rules. */
export interface PlanContext {
  readonly org: Org;
  readonly importId: string;
  readonly basis: CompiledBasis;
  readonly folds: Folds;
}

/** An import in the hands of a process: what can be computed from the database again, kept between its chunks. */
export interface ImportRun extends PlanContext {
  /** Empty for a record outside a session. */
  readonly sessionId: string;
  readonly uploads: Uploads;
  readonly overlay: Overlay;
  readonly chunkSizes: ChunkSizes;
  /** The checkpoint of the last chunk that this process committed. */
  reached: Checkpoint;
  /** The commit of the latest planned chunk. What reads receipts of the plan waits for it. */
  writing: Promise<void>;
}
