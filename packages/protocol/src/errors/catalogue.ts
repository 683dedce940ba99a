/**
 * Every error that Headwater answers with: one entry a code. `summary` and `cause` are templates (`{name}` is filled from the
 * error's data); `remedy` is for people and documentation and never goes on the Okta wire.
 * Codes and texts: identity-sources-api 4.2 and 4.3.
 */
export interface ErrorEntry {
  /** Okta's code on the wire. */
  readonly oktaCode: string;
  readonly status: number;
  readonly summary: string;
  /** The one cause, where the situation has exactly one. */
  readonly cause?: string;
  readonly remedy: string;
}

const VALIDATION = { oktaCode: 'E0000001', status: 400 } as const;
const NOT_FOUND = {
  oktaCode: 'E0000007',
  status: 404,
  summary: 'Not found: Resource not found: {id} ({type})',
} as const;

export const ERROR_CATALOGUE = {
  validationFailed: {
    ...VALIDATION,
    summary: 'Api validation failed: {subject}',
    remedy: 'Correct the fields that the causes name and send the whole request again; nothing of it was stored.',
  },
  sessionConflict: {
    ...VALIDATION,
    summary: 'Api validation failed: importSession',
    cause: 'Only one active import session per identity source is allowed to be created every 5 minutes',
    remedy: 'Use or cancel the open session of this source, or wait until the cooldown after its last trigger is over.',
  },
  sessionNotCancelable: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'Only a session that is in CREATED or IN_PROGRESS status can be canceled.',
    remedy: 'Read the session: it was triggered, or has ended already.',
  },
  sessionNotStartable: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'Session={sessionId} should be in IN_PROGRESS status in order to be processed',
    remedy: 'Load at least one entity that the source knows or creates, then start the import once.',
  },
  sessionNotLoadable: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'Only a session that is in CREATED or IN_PROGRESS status can be loaded.',
    remedy: 'Create a new session and load into that.',
  },
  tooManyBulkRequests: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'The maximum number of bulk requests ({limit}) for this session has been reached.',
    remedy: 'Start this session and load the rest into the next one.',
  },
  payloadTooLarge: {
    ...VALIDATION,
    summary: 'Api validation failed: payload',
    cause: 'The payload size must not exceed {limit}.',
    remedy: 'Send fewer entities per request.',
  },
  malformedBody: {
    oktaCode: 'E0000003',
    status: 400,
    summary: 'The request body was not well-formed.',
    remedy: 'Send a JSON object in UTF-8 with the documented fields.',
  },
  signInFailed: {
    oktaCode: 'E0000004',
    status: 401,
    summary: 'Authentication failed',
    remedy: 'Check the user name and the password.',
  },
  forbidden: {
    oktaCode: 'E0000006',
    status: 403,
    summary: 'You do not have permission to perform the requested action',
    remedy: 'Use a token whose owner and binding allow this action.',
  },
  notFound: { ...NOT_FOUND, remedy: 'Check the id and that it belongs to this org and source.' },
  pathNotFound: {
    oktaCode: 'E0000008',
    status: 404,
    summary: 'The requested path was not found',
    remedy: 'See /openapi.json for the paths that exist.',
  },
  internal: {
    oktaCode: 'E0000009',
    status: 500,
    summary: 'Internal Server Error',
    remedy: 'Report the errorId: the server log has the cause under it.',
  },
  unavailable: {
    oktaCode: 'E0000010',
    status: 503,
    summary: 'Service is in read only mode',
    remedy: 'The database is restarting; repeat the request in a few seconds.',
  },
  invalidToken: {
    oktaCode: 'E0000011',
    status: 401,
    summary: 'Invalid token provided',
    remedy: 'Send "Authorization: SSWS <token>" with a token that is neither revoked nor unused for too long.',
  },
  unsupportedMediaType: {
    oktaCode: 'E0000012',
    status: 415,
    summary: 'Unsupported media type',
    remedy: 'Send Content-Type: application/json.',
  },
  notAcceptable: {
    oktaCode: 'E0000019',
    status: 400,
    summary: 'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
    remedy: 'Accept application/json.',
  },
  badRequest: {
    oktaCode: 'E0000020',
    status: 400,
    summary: 'Bad request.',
    remedy: 'Check the syntax of the request.',
  },
  methodNotAllowed: {
    oktaCode: 'E0000022',
    status: 405,
    summary: 'The endpoint does not support the provided HTTP method',
    remedy: 'See /openapi.json for the methods of this path.',
  },
  invalidPaging: {
    oktaCode: 'E0000029',
    status: 400,
    summary: 'Invalid paging request.',
    remedy: 'Follow the Link header with rel="next" as it is.',
  },
  invalidSearch: {
    oktaCode: 'E0000031',
    status: 400,
    summary: 'Invalid search criteria.',
    remedy: 'Correct the filter or search expression at the place that the cause names.',
  },
  wrongUserStatus: {
    oktaCode: 'E0000038',
    status: 403,
    summary: "This operation is not allowed in the user's current status.",
    remedy: 'Read the user: its status decides which lifecycle operations exist.',
  },
  rateLimited: {
    oktaCode: 'E0000047',
    status: 429,
    summary: 'API call exceeded rate limit due to too many requests.',
    remedy: 'Wait until the time in x-rate-limit-reset.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
