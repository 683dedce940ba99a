import type { Act } from '../system-log/act.ts';

/** When, by whom and through which web request something of the directory is changed. */
export interface ChangeContext extends Act {
  readonly at: Date;
}
