import { OktaApiError } from '@okta/okta-sdk-nodejs';

/** What the official SDK threw for a call that must be refused. Throws when it was not. */
export async function sdkRefusal(call: Promise<unknown>): Promise<OktaApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof OktaApiError) return error;
  throw new Error(`Not refused with an OktaApiError: ${String(error)}`);
}
