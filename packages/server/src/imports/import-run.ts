import type { Org } from '../orgs/org.ts';
import type { Fold } from './fold.ts';
import type { Checkpoint } from './import-row.ts';
import type { Overlay } from './overlay.ts';
import type { CompiledBasis } from './plan/basis.ts';
import type { Uploads } from './uploads.ts';

/** An import in the hands of a process: what can be computed from the database again, kept between its chunks. */
export interface ImportRun {
  readonly org: Org;
  readonly importId: string;
  readonly sessionId: string;
  readonly basis: CompiledBasis;
  readonly fold: Fold;
  readonly uploads: Uploads;
  readonly overlay: Overlay;
  /** Uploads planned, or applied, in one transaction. */
  readonly chunkSize: number;
  /** Unknown attribute names that have had their warning. */
  readonly reported: Set<string>;
  /** The checkpoint of the last chunk that this process committed. */
  reached: Checkpoint;
  /** The commit of the latest planned chunk. What reads receipts of the plan waits for it. */
  writing: Promise<void>;
}
