/** Every way in which the client itself fails; `switch (error.code)` narrows. */
export type ClientErrorCode =
  | 'orgRefused'
  | 'orgUnreachable'
  | 'orgAnswerUnreadable'
  | 'orgAddressInvalid'
  | 'sessionBlocked'
  | 'sessionLost'
  | 'importFailed'
  | 'importUnfinished'
  | 'loadFailed'
  | 'sourceUnreadable'
  | 'mappingInvalid';

/** A failure with a code, whose message says what happened, the value seen and what to do. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
