import { expect, test } from 'vitest';
import { isConnectionLost, isRetryable, isUnreachable } from '../../src/database/is-retryable.ts';
import { StorageError } from '../../src/database/storage-error.ts';

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const none = { retryable: false, lost: false, unreachable: false };

test.each<[string, unknown, Partial<typeof none>]>([
  ['a serialization failure', coded('40001'), { retryable: true }],
  ['a deadlock', coded('40P01'), { retryable: true }],
  ['a lock that was not to be had', coded('55P03'), { retryable: true }],
  ['a session ended by an administrator', coded('57P01'), { retryable: true, lost: true }],
  ['a session ended by the crash of another', coded('57P02'), { retryable: true, lost: true }],
  ['a server that is starting', coded('57P03'), { retryable: true, unreachable: true }],
  ['a server that is full', coded('53300'), { retryable: true, unreachable: true }],
  ['a socket that is not there', coded('ENOENT'), { retryable: true, unreachable: true }],
  ['a refused connection', coded('ECONNREFUSED'), { retryable: true, unreachable: true }],
  ['a broken pipe', coded('EPIPE'), { retryable: true, lost: true }],
  ['an ended connection', new Error('Connection terminated unexpectedly'), { retryable: true, lost: true }],
  ['an unknown outcome', new StorageError('outcome_unknown', ''), { retryable: true }],
  ['an unreachable server', new StorageError('server_unreachable', ''), { retryable: true }],
  ['another storage error', new StorageError('org_missing', ''), {}],
  ['a unique violation', coded('23505'), {}],
  ['an undefined table', coded('42P01'), {}],
  ['an error without a code', new Error('no'), {}],
  ['what is not an error', undefined, {}],
])('%s', (_what, error, expected) => {
  expect({ retryable: isRetryable(error), lost: isConnectionLost(error), unreachable: isUnreachable(error) }).toEqual({
    ...none,
    ...expected,
  });
});
