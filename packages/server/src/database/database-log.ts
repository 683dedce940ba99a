/** One line for the operator. */
export interface DatabaseLogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Where the database layer says what happens to its server. */
export type DatabaseLog = (line: DatabaseLogLine) => void;
