import { errorCode } from '../error-code.ts';
import { StorageError } from './storage-error.ts';

/**
 * SQLSTATEs after which the same work may succeed: the server rolled it back, ended the session, or is not ready yet
 * (PostgreSQL manual, appendix A).
 */
const retryableStates: ReadonlySet<string> = new Set([
  '08000', // connection_exception
  '08001', // sqlclient_unable_to_establish_sqlconnection
  '08003', // connection_does_not_exist
  '08004', // sqlserver_rejected_establishment_of_sqlconnection
  '08006', // connection_failure
  '25P03', // idle_in_transaction_session_timeout
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
]);

const lostConnectionStates: ReadonlySet<string> = new Set([
  '08000',
  '08003',
  '08006',
  '25P03',
  '57P01',
  '57P02',
  '57P05',
]);

const unreachableStates: ReadonlySet<string> = new Set(['08001', '08004', '53300', '57P03']);

/** `ENOENT` is what connecting to a Unix socket says while its server is away. */
const unreachableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EAGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const lostConnectionCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);

/** `pg` gives its own connection failures no code. */
const lostConnectionMessages: readonly RegExp[] = [
  /^Connection terminated/,
  /^Client has encountered a connection error and is not queryable$/,
  /^Client was closed and is not queryable$/,
];

/** True when the connection broke under a statement: whether that statement took effect is unknown. */
export function isConnectionLost(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined) return lostConnectionStates.has(code) || lostConnectionCodes.has(code);
  return error instanceof Error && lostConnectionMessages.some((pattern) => pattern.test(error.message));
}

/** True when a connection could not be made because the server is away, starting, stopping or full. */
export function isUnreachable(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && (unreachableStates.has(code) || unreachableCodes.has(code));
}

/**
 * True when running the same transaction again may succeed: serialization failure, deadlock, lost connection, server
 * shutting down or starting. After a lost connection during `COMMIT` (`outcome_unknown`) the first attempt may have
 * been committed, so only idempotent work may be run again.
 */
export function isRetryable(error: unknown): boolean {
  if (error instanceof StorageError) return error.code === 'outcome_unknown' || error.code === 'server_unreachable';
  if (isConnectionLost(error) || isUnreachable(error)) return true;
  const code = errorCode(error);
  return code !== undefined && retryableStates.has(code);
}
