/** A JSON text, also one that is cut off: then all the rest. */
const TEXT = String.raw`"(?:[^"\\]|\\.)*"?`;

const PASSWORD = new RegExp(String.raw`("password"\s*:\s*\{\s*"value"\s*:\s*)${TEXT}`, 'g');
const ACCESS_TOKEN = new RegExp(String.raw`("access_token"\s*:\s*)${TEXT}`, 'g');
const API_TOKEN = new RegExp(String.raw`("token"\s*:\s*)${TEXT}`, 'g');
const PRIVATE_MEMBER = new RegExp(String.raw`("(?:d|p|q|dp|dq|qi|k|priv)"\s*:\s*)${TEXT}`, 'g');
const CREDENTIAL = new RegExp(String.raw`("(?:password|headerValue|clientSecret|token)"\s*:\s*)${TEXT}`, 'g');
const CLIENT_TOKEN = new RegExp(String.raw`("clientToken"\s*:\s*)${TEXT}`, 'g');
const ASSERTION = /((?:^|&)client_assertion=)[^&]*/g;

/**
 * A body as it is kept: without the passwords, tokens, assertions and private keys (which are refused, but may have come) that the API's
 * own operations have in theirs.
 */
export function redactBody(operationId: string | undefined, body: string | null): string | null {
  if (body === null) return null;
  switch (operationId) {
    case 'requestAccessToken':
      return body.replace(ASSERTION, '$1[redacted]').replace(ACCESS_TOKEN, '$1"[redacted]"');
    case 'createApiToken':
      return body.replace(API_TOKEN, '$1"[redacted]"');
    case 'createApplication':
    case 'replaceApplication':
    case 'addJwk':
      return body.replace(PRIVATE_MEMBER, '$1"[redacted]"');
    case 'createUser':
    case 'updateUser':
    case 'replaceUser':
      return body.replace(PASSWORD, '$1"[redacted]"');
    case 'createFlowConnection':
    case 'updateFlowConnection':
      return body.replace(CREDENTIAL, '$1"[redacted]"');
    case 'rotateFlowClientToken':
      return body.replace(CLIENT_TOKEN, '$1"[redacted]"');
    default:
      return body;
  }
}
