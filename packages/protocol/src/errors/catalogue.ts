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
    cause: 'Only a session that is in {statuses} status can be canceled.',
    remedy: 'Read the session: it was triggered, or has ended already.',
  },
  sessionNotStartable: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'Session={sessionId} should be in {statuses} status in order to be processed',
    remedy: 'Load at least one entity that the source knows or creates, then start the import once.',
  },
  sessionNotLoadable: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'Only a session that is in {statuses} status can be loaded.',
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
  unknownSessionId: {
    ...VALIDATION,
    summary: 'Api validation failed: importSessionId',
    cause: 'Identity Source Session ID is invalid',
    remedy: 'Check the session id. Only an org whose switch `unknownSession` says 400 answers so.',
  },
  malformedBody: {
    oktaCode: 'E0000003',
    status: 400,
    summary: 'The request body was not well-formed.',
    remedy: 'Send a JSON object in UTF-8 with the documented fields.',
  },
  forbidden: {
    oktaCode: 'E0000006',
    status: 403,
    summary: 'You do not have permission to perform the requested action',
    remedy: 'Use a token whose owner and binding allow this action.',
  },
  insufficientScope: {
    oktaCode: 'E0000006',
    status: 403,
    summary: 'You do not have permission to perform the requested action',
    remedy: 'Grant the service app the scope that the WWW-Authenticate header names, and ask for a new token with it.',
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
    remedy:
      'Send "Authorization: SSWS <token>" with a token that is neither revoked nor unused for too long, or a new access token of an active app.',
  },
  featureOff: {
    oktaCode: 'E0000015',
    status: 401,
    summary: 'You do not have permission to access the feature you are requesting',
    remedy: 'Switch the feature on for the org or the identity source.',
  },
  userAlreadyActive: {
    oktaCode: 'E0000016',
    status: 403,
    summary: 'Activation failed because the user is already active',
    remedy: 'Nothing is to be done: the user is active.',
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
  unsupportedContentType: {
    oktaCode: 'E0000021',
    status: 400,
    summary: 'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
    remedy: 'Send Content-Type: application/json. Only an org whose switch `mediaTypeError` says 400 answers so.',
  },
  methodNotAllowed: {
    oktaCode: 'E0000022',
    status: 405,
    summary: 'The endpoint does not support the provided HTTP method',
    remedy: 'See /openapi.json for the methods of this path.',
  },
  profileSourced: {
    oktaCode: 'E0000023',
    status: 403,
    summary: 'Operation failed because user profile is mastered under another system',
    remedy: 'Change the attribute at the identity source that owns it, or take the source off the user.',
  },
  lengthRequired: {
    oktaCode: 'E0000020',
    status: 411,
    summary: 'Bad request.',
    cause: 'A POST or PUT without a body needs the header Content-Length: 0.',
    remedy: 'Send Content-Length: 0. Only an org whose switch `missingContentLength` says 411 answers so.',
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
  userNotActive: {
    ...VALIDATION,
    summary: 'Api validation failed: suspendUser',
    cause: 'Cannot suspend a user that is not active',
    remedy: 'Only active users can be suspended; an org whose switch `wrongUserStatus` says uniform answers E0000038.',
  },
  userNotSuspended: {
    ...VALIDATION,
    summary: 'Api validation failed: suspendUser',
    cause: 'Cannot unsuspend a user that is not suspended',
    remedy: 'Nothing is to be done unless the user must be suspended first.',
  },
  userNotLocked: {
    oktaCode: 'E0000032',
    status: 403,
    summary: 'Unlock is not allowed for this user.',
    cause: 'The user is not locked out.',
    remedy: 'Nothing is to be done: the user is not locked out.',
  },
  wrongUserStatus: {
    oktaCode: 'E0000038',
    status: 403,
    summary: "This operation is not allowed in the user's current status.",
    remedy: 'Read the user: its status decides which lifecycle operations exist.',
  },
  preconditionFailed: {
    oktaCode: 'E0000020',
    status: 412,
    summary: 'Bad request.',
    cause: 'If-Match names {given}, and the ETag is {current} now: the object was changed in the meantime.',
    remedy: 'Read the object again, repeat the change on it and send its new ETag.',
  },
  rateLimited: {
    oktaCode: 'E0000047',
    status: 429,
    summary: 'API call exceeded rate limit due to too many requests.',
    remedy: 'Wait until the time in x-rate-limit-reset.',
  },
  duplicateGroup: {
    oktaCode: 'E0000055',
    status: 409,
    summary: 'Duplicate group.',
    remedy: 'Choose another name, or use the group that has it.',
  },
  appStillActive: {
    oktaCode: 'E0000056',
    status: 403,
    summary: 'Delete application forbidden.',
    cause: 'The application must be deactivated before deletion.',
    remedy: 'Deactivate the app, then delete it.',
  },
  appUserSourced: {
    oktaCode: 'E0000076',
    status: 405,
    summary: 'Cannot modify the app user because it is mastered by an external app.',
    remedy: 'Change the person at the identity source.',
  },
  groupSourced: {
    oktaCode: 'E0000006',
    status: 403,
    summary: 'You do not have permission to perform the requested action',
    cause: 'The group {groupId} is managed by the app that it was imported from and cannot be changed here.',
    remedy: 'Change the group and its members at the identity source.',
  },
  conflict: {
    oktaCode: 'E0000195',
    status: 409,
    summary: 'Api validation failed due to conflict: {subject}',
    remedy: 'Read the object that is in the way, then change that one or choose another key.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
