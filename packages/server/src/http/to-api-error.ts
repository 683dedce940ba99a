import { ApiError } from '@headwater/protocol';
import { isConnectionLost, isRetryable, isUnreachable } from '../database/is-retryable.ts';

/**
 * What the client is told of any failure. Failures of Fastify become their entry of the catalogue; a database that is away, or
 * rolled back for reasons of its own, becomes `unavailable`; everything unknown becomes `internal`, with its cause kept for
 * the log and nothing of it in the answer.
 */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const code = codeOf(error);
  switch (code) {
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('badRequest', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupportedMediaType', { cause: error });
    default:
      return isAway(error) ? new ApiError('unavailable', { cause: error }) : new ApiError('internal', { cause: error });
  }
}

function isAway(error: unknown): boolean {
  return isRetryable(error) || isConnectionLost(error) || isUnreachable(error);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
