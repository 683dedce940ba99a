import type { ExecutionStatus } from '@headwater/protocol';
import type { StoredValue } from './stored-value.ts';

/** What becomes of an execution with what its journal adds. */
export type ExecutionChange =
  | { readonly to: 'running' }
  | { readonly to: 'sleeping'; readonly wake: Date }
  | {
      readonly to: 'ended';
      readonly status: Extract<ExecutionStatus, 'succeeded' | 'halted' | 'failed' | 'cancelled'>;
      /** Encoded without secrets (`shownText`); null for one that was cancelled. */
      readonly outcome: string | null;
      readonly at: Date;
    };

/** What the caller of an endpoint is told, as the database keeps it. */
export type StoredAnswer = StoredValue;
