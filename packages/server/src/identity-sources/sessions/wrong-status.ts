import { ApiError, type ErrorCode, statusesFor } from '@headwater/protocol';
import type { Org } from '../../orgs/org.ts';

const CODES = {
  load: 'sessionNotLoadable',
  start: 'sessionNotStartable',
  cancel: 'sessionNotCancelable',
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** The refusal of an operation in the present status of a session; it names the statuses in which the org allows it. */
export function wrongStatus(org: Org, session: { readonly id: string }, operation: keyof typeof CODES): ApiError {
  const statuses = statusesFor(operation, org.choices).join(' or ');
  return new ApiError(CODES[operation], { data: { sessionId: session.id, statuses } });
}
