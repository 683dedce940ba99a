import { type ApplicationRequest, validationFailed } from '@headwater/protocol';

/** What a body says of a service app; what is absent stays, or has its default. */
export interface SentService {
  readonly jwks?: readonly unknown[];
  readonly dpop?: boolean;
  readonly sourceId?: string;
}

/**
 * Reads a service app out of an app object (identity-sources-api 7.8). What can be one way only may be left out, but not be another.
 * Throws `validationFailed` that names each such field.
 * @param appId the client id that the app has; undefined on creation, when it gets one
 */
export function readService(body: ApplicationRequest, appId?: string): SentService {
  const { oauthClient: settings = {}, headwater } = body.settings ?? {};
  const { oauthClient: credentials = {} } = body.credentials ?? {};
  const causes = [
    ...only('signOnMode', body.signOnMode, 'OPENID_CONNECT'),
    ...only('settings.oauthClient.application_type', settings.application_type, 'service'),
    ...only('settings.oauthClient.grant_types', settings.grant_types, ['client_credentials']),
    ...only('settings.oauthClient.response_types', settings.response_types, ['token']),
    ...only(
      'credentials.oauthClient.token_endpoint_auth_method',
      credentials.token_endpoint_auth_method,
      'private_key_jwt',
    ),
    ...clientIdProblems(credentials.client_id, appId),
  ];
  if (causes.length > 0) throw validationFailed('oauthClient', causes);
  const sourceId = headwater?.identitySourceId ?? undefined;
  return {
    ...(settings.jwks === undefined ? {} : { jwks: settings.jwks.keys }),
    ...(settings.dpop_bound_access_tokens === undefined ? {} : { dpop: settings.dpop_bound_access_tokens }),
    ...(sourceId === undefined ? {} : { sourceId }),
  };
}

function only(field: string, value: unknown, possible: unknown): readonly string[] {
  if (value === undefined || JSON.stringify(value) === JSON.stringify(possible)) return [];
  return [`${field}: ${JSON.stringify(value)} is not possible here; it is ${JSON.stringify(possible)}`];
}

function clientIdProblems(clientId: string | undefined, appId: string | undefined): readonly string[] {
  if (clientId === undefined || clientId === appId) return [];
  return ['credentials.oauthClient.client_id: The client id is the id of the app; it cannot be chosen'];
}
