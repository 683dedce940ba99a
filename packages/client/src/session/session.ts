import { SESSION_STATUSES, type SessionStatus } from '@headwater/protocol';
import { ClientError } from '../client-error.ts';

/** An import session as the org describes it (identity-sources-api 2.1). */
export interface Session {
  readonly id: string;
  readonly identitySourceId: string;
  readonly status: SessionStatus;
  /** Milliseconds since 1970; `null` where the org does not say. */
  readonly created: number | null;
}

/** Reads a session, or the only element of an array of sessions (identity-sources-api D2); `undefined` if it is neither. */
export function readSession(body: unknown): Session | undefined {
  const value: unknown = Array.isArray(body) && body.length === 1 ? body[0] : body;
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, identitySourceId, status, created } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !isStatus(status)) return undefined;
  const time = typeof created === 'string' ? Date.parse(created) : Number.NaN;
  return {
    id,
    identitySourceId: typeof identitySourceId === 'string' ? identitySourceId : '',
    status,
    created: Number.isNaN(time) ? null : time,
  };
}

/** Reads the list of sessions; elements that are not sessions are left out. */
export function readSessions(body: unknown): readonly Session[] | undefined {
  if (!Array.isArray(body)) return undefined;
  return body.flatMap((element: unknown) => readSession(element) ?? []);
}

/** The session is gone, or in a state that takes no more data: what was loaded into it is lost. */
export class SessionLostError extends ClientError {
  readonly sessionId: string;

  constructor(sessionId: string, found: string, options?: ErrorOptions) {
    super(
      'sessionLost',
      `Session ${sessionId} is ${found}: somebody else cancelled or started it, or it expired. Load the data again.`,
      options,
    );
    this.sessionId = sessionId;
  }
}

function isStatus(value: unknown): value is SessionStatus {
  return (SESSION_STATUSES as readonly unknown[]).includes(value);
}
