import { OPEN_SESSION_STATUSES } from '@headwater/protocol';
import { ClientError } from '../client-error.ts';
import { hasStatus, isTransient, OrgError } from '../http/org-error.ts';
import { pause } from '../timing.ts';
import { cancelSession } from './cancel-session.ts';
import type { Session } from './session.ts';
import type { SessionCalls, SessionList } from './session-calls.ts';

/**
 * What to do with an open session that is not known to be ours: `wait` for its owner, except when it is a CREATED one
 * older than five minutes (it holds no data and its maker is gone); or `cancel` it at once.
 */
export type ForeignSessions = 'wait' | 'cancel';

export interface OpenSessionOptions {
  /** Ids persisted by earlier runs, perhaps killed. Such a session is reused when empty and cancelled when not. */
  readonly ownSessionIds?: readonly string[];
  /** Default `wait`. */
  readonly foreignSessions?: ForeignSessions;
  /** Called with the session before anything else happens to it: persist its id here. */
  readonly onSession?: (session: Session) => void | Promise<void>;
  /** Seconds in which the org may refuse a session after a trigger; default 300. */
  readonly createCooldownSeconds?: number;
  /** Seconds to go on trying; default 1800, never under 330 with the default cooldown. */
  readonly patienceSeconds?: number;
}

/** The org went on refusing a new session. */
export class SessionBlockedError extends ClientError {
  /** The sessions that were in the way when the client gave up. */
  readonly blockedBy: readonly Session[];

  constructor(sourceId: string, blockedBy: readonly Session[], options?: ErrorOptions) {
    const names = namesOf(blockedBy);
    super(
      'sessionBlocked',
      `Identity source ${sourceId} takes no new session${names === '' ? '' : ` because of ${names}`}. ` +
        'Wait until its import has finished, or cancel the session if nobody uses it.',
      options,
    );
    this.blockedBy = blockedBy;
  }
}

const FORGOTTEN_AFTER = 5 * 60_000;
const LONGEST_STEP = 60_000;
/** However short the rule of the org, a session of somebody else may be open for long. */
const PATIENT_STEP = 15_000;

/**
 * Opens a session under every reading of the rule against a second one (identity-sources-api D10: M1, M2, M3): clears
 * what is ours, waits for what is not, and tries again after each refusal.
 * @throws SessionBlockedError when patience ends
 */
export async function openSession(calls: SessionCalls, options: OpenSessionOptions = {}): Promise<Session> {
  const { timing } = calls.org;
  const cooldown = (options.createCooldownSeconds ?? 300) * 1000;
  const patience = Math.max((options.patienceSeconds ?? 1800) * 1000, cooldown * 1.1);
  let step = Math.min(Math.max(cooldown / 5, 1000), LONGEST_STEP);
  const known = new Set<string>();
  let unansweredCreate = false;

  for (let waited = 0; ; ) {
    const list = await calls.list();
    const arrived = list.sessions.find(({ id, status }) => unansweredCreate && status === 'CREATED' && !known.has(id));
    if (arrived !== undefined) return claim(calls, arrived, options);
    for (const { id } of list.sessions) known.add(id);

    const reusable = await clearTheWay(calls, list, options);
    if (reusable !== undefined) return claim(calls, reusable, options);

    const outcome = await create(calls);
    if (outcome.kind === 'created') return claim(calls, outcome.session, options);
    if (waited >= patience) {
      throw new SessionBlockedError(calls.sourceId, list.sessions.filter(isActive), { cause: outcome.error });
    }
    unansweredCreate = outcome.kind === 'unanswered';
    const milliseconds = unansweredCreate
      ? 1000
      : Math.min(step + Math.floor((timing.random() * step) / 10), LONGEST_STEP);
    const detail = obstacle(list.sessions.filter(isActive), outcome.error);
    await pause(timing, milliseconds, { reason: 'session-blocked', detail }, calls);
    waited += milliseconds;
    step = Math.max(step, Math.min(2 * step, PATIENT_STEP));
  }
}

/** What is in the way, in the same words as long as it is the same. */
function obstacle(active: readonly Session[], error: Error): string {
  if (active.length > 0) return `a new session has to wait for ${namesOf(active)}`;
  return error instanceof OrgError ? `a new session was refused: ${error.causes[0] ?? error.summary}` : error.message;
}

function namesOf(sessions: readonly Session[]): string {
  return sessions.map(({ id, status }) => `${id} (${status})`).join(', ');
}

async function claim(calls: SessionCalls, session: Session, options: OpenSessionOptions): Promise<Session> {
  try {
    await options.onSession?.(session);
  } catch (error) {
    // A session whose id could not be persisted would be an orphan.
    await cancelSession(calls, session.id).catch(() => {});
    throw error;
  }
  return session;
}

/** Cancels what may be cancelled; gives our own empty session, if there is one. */
async function clearTheWay(
  calls: SessionCalls,
  list: SessionList,
  options: OpenSessionOptions,
): Promise<Session | undefined> {
  const open = list.sessions.filter(isOpen);
  // A CREATED session holds nothing yet, so its content is known.
  const reusable = open.find((session) => isOurs(session, options) && session.status === 'CREATED');
  for (const session of open) {
    if (session !== reusable && mayCancel(session, list.at, options)) await cancelSession(calls, session.id);
  }
  return reusable;
}

function mayCancel(session: Session, now: number, options: OpenSessionOptions): boolean {
  if (isOurs(session, options) || options.foreignSessions === 'cancel') return true;
  return session.status === 'CREATED' && session.created !== null && now - session.created > FORGOTTEN_AFTER;
}

type CreateOutcome =
  | { readonly kind: 'created'; readonly session: Session }
  | { readonly kind: 'refused' | 'unanswered'; readonly error: Error };

async function create(calls: SessionCalls): Promise<CreateOutcome> {
  try {
    return { kind: 'created', session: await calls.create() };
  } catch (error) {
    // The request has no body, so a 400 can only be about other sessions; some orgs may say 409.
    if (hasStatus(error, 400, 409)) return { kind: 'refused', error };
    if (isTransient(error)) return { kind: 'unanswered', error };
    throw error;
  }
}

function isOurs(session: Session, options: OpenSessionOptions): boolean {
  return options.ownSessionIds?.includes(session.id) ?? false;
}

function isOpen(session: Session): boolean {
  return OPEN_SESSION_STATUSES.includes(session.status);
}

function isActive(session: Session): boolean {
  return isOpen(session) || session.status === 'TRIGGERED';
}
