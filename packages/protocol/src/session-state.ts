/** Life of an import session (identity-sources-api 3.1, 3.2). */
export const SESSION_STATUSES = [
  'CREATED',
  'IN_PROGRESS',
  'TRIGGERED',
  'COMPLETED',
  'ERROR',
  'CLOSED',
  'EXPIRED',
] as const;

export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Everything that can move a session: calls of the client, and what the server does by itself. */
export const SESSION_OPERATIONS = ['load', 'start', 'cancel', 'expire', 'complete', 'fail'] as const;

export type SessionOperation = (typeof SESSION_OPERATIONS)[number];

interface Rule {
  readonly from: readonly SessionStatus[];
  readonly to: SessionStatus;
}

/**
 * The whole machine. `load` stands for a bulk load that stages at least one entity: one that stages nothing leaves the
 * session as it is (identity-sources-api 2.7, D11, D12).
 */
export const SESSION_TRANSITIONS: Readonly<Record<SessionOperation, Rule>> = {
  load: { from: ['CREATED', 'IN_PROGRESS'], to: 'IN_PROGRESS' },
  start: { from: ['IN_PROGRESS'], to: 'TRIGGERED' },
  cancel: { from: ['CREATED', 'IN_PROGRESS'], to: 'CLOSED' },
  expire: { from: ['CREATED', 'IN_PROGRESS'], to: 'EXPIRED' },
  complete: { from: ['TRIGGERED'], to: 'COMPLETED' },
  fail: { from: ['TRIGGERED'], to: 'ERROR' },
};

/** The status after the operation, or `undefined` where the session refuses it. */
export function nextSessionStatus(status: SessionStatus, operation: SessionOperation): SessionStatus | undefined {
  const rule = SESSION_TRANSITIONS[operation];
  return rule.from.includes(status) ? rule.to : undefined;
}

/** Still open for loads: at most one such session per source. */
export const OPEN_SESSION_STATUSES: readonly SessionStatus[] = ['CREATED', 'IN_PROGRESS'];

/** What the list of sessions shows (identity-sources-api D3, reading A). */
export const ACTIVE_SESSION_STATUSES: readonly SessionStatus[] = ['CREATED', 'IN_PROGRESS', 'TRIGGERED'];
