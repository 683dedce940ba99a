/** What a `WWW-Authenticate` header says. */
export interface Challenge {
  readonly error: 'invalid_token' | 'insufficient_scope' | 'invalid_dpop_proof' | 'use_dpop_nonce';
  readonly description: string;
  /** The scope that would have been enough. */
  readonly scope?: string;
}

/** The `WWW-Authenticate` header of a refused access token, in the form and order of identity-sources-api 4.2 #20. */
export function challenge(
  scheme: 'Bearer' | 'DPoP',
  call: { readonly origin: string; readonly path: string },
  { error, description, scope }: Challenge,
): Readonly<Record<'www-authenticate', string>> {
  const [resource = ''] = call.path.split('?');
  const members = {
    authorization_uri: `${call.origin}/oauth2/v1/authorize`,
    realm: call.origin,
    ...(scope === undefined ? {} : { scope }),
    error,
    error_description: description,
    resource,
  };
  const text = Object.entries(members).map(([name, value]) => `${name}="${value.replace(/[^ -~]|["\\]/g, '')}"`);
  return { 'www-authenticate': `${scheme} ${text.join(', ')}` };
}
