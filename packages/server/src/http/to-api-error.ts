import { ApiError, type Choices } from '@headwater/protocol';
import { isConnectionLost, isRetryable, isUnreachable } from '../database/is-retryable.ts';
import { errorCode } from '../error-code.ts';

/**
 * What the client is told of any failure. Failures of Fastify become their entry of the catalogue; a database that is away, or
 * rolled back for reasons of its own, becomes `unavailable`; everything unknown becomes `internal`, with its cause kept for
 * the log and nothing of it in the answer.
 */
export function toApiError(error: unknown, choices: Pick<Choices, 'mediaTypeError'>): ApiError {
  if (error instanceof ApiError) return error;
  const code = errorCode(error);
  switch (code) {
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('badRequest', { cause: error });
    // PostgreSQL: a character that no text can hold. Only a client can have sent it.
    case '22021':
      return new ApiError('badRequest', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return mediaTypeError(choices, error);
    default:
      return isAway(error) ? new ApiError('unavailable', { cause: error }) : new ApiError('internal', { cause: error });
  }
}

/**
 * A body of a type or an encoding that is not taken: 415, or 400 where the org's switch `mediaTypeError` says so
 * (identity-sources-api 4.2 #24).
 */
export function mediaTypeError(choices: Pick<Choices, 'mediaTypeError'>, cause?: unknown): ApiError {
  return new ApiError(choices.mediaTypeError === '400' ? 'unsupportedContentType' : 'unsupportedMediaType', { cause });
}

function isAway(error: unknown): boolean {
  return isRetryable(error) || isConnectionLost(error) || isUnreachable(error);
}
