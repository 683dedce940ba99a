import type { JobLogLine } from '../job-log.ts';

/** What a job thread tells the thread that started it. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'log'; readonly line: JobLogLine };

/** What a job thread is told. */
export interface ToThread {
  readonly kind: 'stop';
}
