/** One line of the job system's log: plain data, so that it crosses threads. */
export interface JobLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** Facts for machines: task, job, attempt, process. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where the job system says what happens. */
export type JobLog = (line: JobLogLine) => void;
