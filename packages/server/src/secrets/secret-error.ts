/** What can be wrong with sealed secrets or their key. */
export type SecretErrorCode =
  /** There is no key, and none may be made here. */
  | 'secret_key_missing'
  /** What was given as the key is none. */
  | 'secret_key_invalid'
  /** Sealed with another key than the one of this server. */
  | 'secret_key_other'
  /** Changed since it was sealed, or sealed for something else. */
  | 'secret_damaged';

/** A secret cannot be sealed or opened. The message says what to do, and never holds a secret. */
export class SecretError extends Error {
  readonly code: SecretErrorCode;

  constructor(code: SecretErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SecretError';
    this.code = code;
  }
}
