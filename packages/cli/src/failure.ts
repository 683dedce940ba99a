/** Why a command could not do what it was asked to. */
export interface FailureFacts {
  /** A stable name for programs. */
  readonly code: string;
  /** What happened, with the value seen. */
  readonly message: string;
  /** Further causes, one line each. */
  readonly details?: readonly string[];
  /** Lines for people only, such as carets under a text; programs get `data` instead. */
  readonly picture?: readonly string[];
  /** What to do. */
  readonly remedy?: string;
  /** Further members of the error in JSON, such as a place. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A failure that is told to the person as it is, without a stack. */
export class Failure extends Error {
  readonly facts: FailureFacts;

  constructor(facts: FailureFacts, options?: ErrorOptions) {
    super(facts.message, options);
    this.name = new.target.name;
    this.facts = facts;
  }
}

/** The command line is wrong: exit code 2. */
export class UsageFailure extends Failure {
  constructor(message: string, remedy?: string) {
    super({ code: 'usage', message, ...(remedy === undefined ? {} : { remedy }) });
  }
}
