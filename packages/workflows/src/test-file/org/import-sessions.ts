import {
  ACTIVE_SESSION_STATUSES,
  ApiError,
  type Clock,
  nextSessionStatus,
  notFound,
  OPEN_SESSION_STATUSES,
  type SessionOperation,
  type SessionStatus,
  statusesFor,
  validationFailed,
} from '@headwater/protocol';

/** A person as a load brings them; without a profile, one to remove. */
export interface LoadedPerson {
  readonly externalId: string;
  readonly profile: Readonly<Record<string, unknown>> | null;
}

export interface MockSession {
  readonly id: string;
  readonly source: string;
  readonly status: SessionStatus;
}

interface KeptSession {
  readonly id: string;
  readonly source: string;
  status: SessionStatus;
  triggered: number;
  loads: number;
  readonly people: LoadedPerson[];
}

export interface ImportSessionsOptions {
  readonly clock: Clock;
  /** How long an import takes on the clock. */
  readonly importMilliseconds: number;
  /** Called when an import is through. */
  readonly onImported: (source: string, people: readonly LoadedPerson[]) => void;
}

/** From the start of an import to the next session, where the import takes longer (identity-sources-api 3.3 D10). */
const COOLDOWN = 5 * 60_000;
const LOADS_PER_SESSION = 50;
const PEOPLE_PER_LOAD = 200;

/** Sessions of an org in memory, with the rules of the Identity Sources API. All methods throw the ApiError the API answers with. */
export class ImportSessions {
  readonly #sessions = new Map<string, KeptSession>();
  readonly #options: ImportSessionsOptions;

  constructor(options: ImportSessionsOptions) {
    this.#options = options;
  }

  /** A session that was there before. */
  add(id: string, source: string, status: SessionStatus): void {
    const triggered = this.#now();
    this.#sessions.set(id, { id, source, status, triggered, loads: 0, people: [] });
  }

  /** All of them, oldest first. */
  all(): readonly MockSession[] {
    this.settle();
    return [...this.#sessions.values()].map(({ id, source, status }) => ({ id, source, status }));
  }

  /** Those that are not over. */
  list(source: string): readonly MockSession[] {
    return this.all().filter((one) => one.source === source && ACTIVE_SESSION_STATUSES.includes(one.status));
  }

  get(source: string, id: string): MockSession {
    this.settle();
    const { status } = this.#find(source, id);
    return { id, source, status };
  }

  create(source: string): MockSession {
    this.settle();
    const now = this.#now();
    const isBlocked = [...this.#sessions.values()].some(
      (one) =>
        one.source === source &&
        (OPEN_SESSION_STATUSES.includes(one.status) || (one.status === 'TRIGGERED' && now - one.triggered < COOLDOWN)),
    );
    if (isBlocked) throw new ApiError('sessionConflict');
    const id = `aps${String(this.#sessions.size + 1).padStart(17, '0')}`;
    this.add(id, source, 'CREATED');
    return this.get(source, id);
  }

  load(source: string, id: string, people: readonly LoadedPerson[]): void {
    const session = this.#find(source, id);
    if (people.length > PEOPLE_PER_LOAD) {
      throw validationFailed('profiles', [`profiles: has ${people.length} entries, ${PEOPLE_PER_LOAD} are allowed`]);
    }
    if (session.loads >= LOADS_PER_SESSION) {
      throw new ApiError('tooManyBulkRequests', { data: { limit: LOADS_PER_SESSION } });
    }
    const next = this.#next(session, 'load', 'sessionNotLoadable');
    session.loads++;
    session.people.push(...people);
    if (people.length > 0) session.status = next;
  }

  start(source: string, id: string): MockSession {
    const session = this.#find(source, id);
    session.status = this.#next(session, 'start', 'sessionNotStartable');
    session.triggered = this.#now();
    return { id, source, status: session.status };
  }

  cancel(source: string, id: string): void {
    const session = this.#find(source, id);
    session.status = this.#next(session, 'cancel', 'sessionNotCancelable');
  }

  /** Ends the imports whose time is over. */
  settle(): void {
    for (const session of this.#sessions.values()) {
      if (session.status !== 'TRIGGERED') continue;
      if (this.#now() - session.triggered < this.#options.importMilliseconds) continue;
      session.status = 'COMPLETED';
      this.#options.onImported(session.source, session.people);
    }
  }

  #find(source: string, id: string): KeptSession {
    const session = this.#sessions.get(id);
    if (session === undefined || session.source !== source) throw notFound(id, 'IdentitySourceSession');
    return session;
  }

  #next(
    { id, status }: KeptSession,
    operation: SessionOperation,
    code: 'sessionNotLoadable' | 'sessionNotStartable' | 'sessionNotCancelable',
  ): SessionStatus {
    this.settle();
    const next = nextSessionStatus(status, operation);
    if (next !== undefined) return next;
    throw new ApiError(code, { data: { sessionId: id, statuses: statusesFor(operation).join(' or ') } });
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
