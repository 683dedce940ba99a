/** Every code a {@link StorageError} can carry. */
export type StorageErrorCode =
  | 'binaries_missing'
  | 'cluster_inaccessible'
  | 'cluster_missing'
  | 'cluster_version_mismatch'
  | 'data_directory_claimed'
  | 'migration_changed'
  | 'migration_name_invalid'
  | 'migration_unknown'
  | 'org_exists'
  | 'org_missing'
  | 'org_name_invalid'
  | 'outcome_unknown'
  | 'platform_unsupported'
  | 'server_encoding_unsupported'
  | 'server_start_failed'
  | 'server_unreachable'
  | 'server_version_unsupported'
  | 'text_not_storable'
  | 'transaction_aborted';

/**
 * A failure of the storage layer that is not PostgreSQL's own. PostgreSQL's errors pass through as `pg.DatabaseError`,
 * whose `code` is a SQLSTATE.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The server rolled back what it was told to commit. */
export function aborted(): StorageError {
  return new StorageError(
    'transaction_aborted',
    'Nothing was committed: a statement of this transaction failed and its error was swallowed; use savepoint()',
  );
}

/** Nobody knows whether the server committed. */
export function outcomeUnknown(cause: unknown): StorageError {
  return new StorageError('outcome_unknown', 'The connection broke during COMMIT: the transaction may have happened', {
    cause,
  });
}
