import { ApiError, type Clock, notFound, validationFailed } from '@headwater/protocol';
import type { MemoryResponse } from '../../memory/memory-http.ts';
import type { OrgFixture } from '../document/test-document.ts';
import type { SentRequest } from '../door/sent-request.ts';
import { durationMilliseconds } from '../duration.ts';
import { ImportSessions, type LoadedPerson, type MockSession } from './import-sessions.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface MockUser {
  readonly id: string;
  readonly status: string;
  readonly profile: Fields;
}

export interface MockPerson {
  readonly source: string;
  readonly externalId: string;
  readonly profile: Fields;
}

/** What an org in memory holds, as a test looks at it. */
export interface OrgState {
  /** Of all sources, by source and in the order they came. */
  readonly people: readonly MockPerson[];
  readonly sessions: readonly MockSession[];
  readonly users: readonly MockUser[];
}

/** What the org answers; for the message about a request it does not know. */
export const MOCK_ORG_ANSWERS =
  'sessions of identity sources with bulk-upsert, bulk-delete and start-import, and reading, listing, deactivating, activating and deleting users';

/**
 * An org in memory: sessions of identity sources with their rules, the people that imports bring, and a user for each of them. It is
 * as small as tests of flows that import people need it; what it does not know, nobody answers.
 */
export class MockOrg {
  readonly #sources: ReadonlySet<string> | null;
  readonly #sessions: ImportSessions;
  readonly #people = new Map<string, MockPerson & { readonly userId: string }>();
  readonly #users = new Map<string, MockUser>();
  #errors = 0;

  constructor({ sources, sessions = [], people = [], users = [], importTakes = 'PT0S' }: OrgFixture, clock: Clock) {
    this.#sources = sources === undefined ? null : new Set(sources);
    this.#sessions = new ImportSessions({
      clock,
      importMilliseconds: durationMilliseconds(importTakes),
      onImported: (source, loaded) => {
        for (const one of loaded) this.#apply(source, one);
      },
    });
    const [first = ''] = sources ?? [];
    for (const { id, status = 'ACTIVE', profile } of users) this.#addUser(profile, status, id);
    for (const { source = first, externalId, profile } of people) this.#apply(source, { externalId, profile });
    for (const { id, source = first, status = 'CREATED' } of sessions) this.#sessions.add(id, source, status);
  }

  get state(): OrgState {
    this.#sessions.settle();
    return {
      people: [...this.#people.values()].map(({ userId: _, ...person }) => person),
      sessions: this.#sessions.all(),
      users: [...this.#users.values()],
    };
  }

  /** Undefined for a request that it does not know. */
  answer(request: SentRequest): MemoryResponse | undefined {
    const { pathname } = new URL(request.url);
    const [, kind, ...steps] = /^\/api\/v1\/(identity-sources|users)(?:\/(.*))?$/.exec(pathname) ?? [];
    const [rest = ''] = steps;
    const parts = rest === '' ? [] : rest.split('/').map(decodeURIComponent);
    try {
      if (kind === 'users') return this.#answerUsers(request, parts);
      return kind === undefined ? undefined : this.#answerSource(request, parts);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: error.toBody(`oae${String(++this.#errors).padStart(17, '0')}`) };
    }
  }

  #answerSource({ method, body }: SentRequest, parts: readonly string[]): MemoryResponse | undefined {
    const [source = '', word, id, operation, ...more] = parts;
    if (word !== 'sessions' || more.length > 0) return undefined;
    if (this.#sources !== null && !this.#sources.has(source)) throw notFound(source, 'IdentitySource');
    switch (`${method} ${id === undefined ? '' : ':id'}${operation === undefined ? '' : `/${operation}`}`) {
      case 'GET ':
        return { body: this.#sessions.list(source).map(shown) };
      case 'POST ':
        return { status: 201, body: shown(this.#sessions.create(source)) };
      case 'GET :id':
        return { body: shown(this.#sessions.get(source, id ?? '')) };
      case 'DELETE :id':
        this.#sessions.cancel(source, id ?? '');
        return { status: 204 };
      case 'POST :id/bulk-upsert':
        this.#sessions.load(source, id ?? '', readPeople(body, true));
        return { status: 202 };
      case 'POST :id/bulk-delete':
        this.#sessions.load(source, id ?? '', readPeople(body, false));
        return { status: 202 };
      case 'POST :id/start-import':
        return { body: shown(this.#sessions.start(source, id ?? '')) };
      default:
        return undefined;
    }
  }

  #answerUsers({ method, url }: SentRequest, parts: readonly string[]): MemoryResponse | undefined {
    const [idOrLogin, word, operation, ...more] = parts;
    if (more.length > 0 || (word !== undefined && word !== 'lifecycle')) return undefined;
    this.#sessions.settle();
    if (idOrLogin === undefined) {
      // A search would have to be understood; the limit is above what a test holds.
      const asked = [...new URL(url).searchParams.keys()].filter((name) => name !== 'limit');
      return method === 'GET' && asked.length === 0 ? { body: [...this.#users.values()] } : undefined;
    }
    const user = this.#user(idOrLogin);
    switch (`${method} ${operation ?? ''}`) {
      case 'GET ':
        return { body: user };
      case 'DELETE ':
        if (user.status === 'DEPROVISIONED') this.#users.delete(user.id);
        else this.#users.set(user.id, { ...user, status: 'DEPROVISIONED' });
        return { status: 204 };
      case 'POST deactivate':
        if (user.status === 'DEPROVISIONED') throw new ApiError('forbidden');
        this.#users.set(user.id, { ...user, status: 'DEPROVISIONED' });
        return { body: {} };
      case 'POST activate':
        if (user.status === 'ACTIVE') throw new ApiError('forbidden');
        this.#users.set(user.id, { ...user, status: 'ACTIVE' });
        return { body: {} };
      default:
        return undefined;
    }
  }

  #user(idOrLogin: string): MockUser {
    const found = [...this.#users.values()].find(
      ({ id, profile }) => id === idOrLogin || profile.login === idOrLogin || shortLogin(profile.login) === idOrLogin,
    );
    if (found === undefined) throw notFound(idOrLogin, 'User');
    return found;
  }

  #addUser(profile: Fields, status: string, id = `00u${String(this.#users.size + 1).padStart(17, '0')}`): MockUser {
    const user = { id, status, profile };
    this.#users.set(id, user);
    return user;
  }

  /** What an import does to one person and their user: matched by login, made active, or deactivated. */
  #apply(source: string, { externalId, profile }: LoadedPerson): void {
    const key = JSON.stringify([source, externalId]);
    const known = this.#people.get(key);
    if (profile === null) {
      const user = this.#users.get(known?.userId ?? '');
      if (user !== undefined) this.#users.set(user.id, { ...user, status: 'DEPROVISIONED' });
      this.#people.delete(key);
      return;
    }
    const { userName, ...others } = profile;
    const login = userName ?? known?.profile.userName;
    const match = known?.userId ?? [...this.#users.values()].find((user) => user.profile.login === login)?.id;
    const user = this.#users.get(match ?? '') ?? this.#addUser({}, 'ACTIVE');
    this.#users.set(user.id, { ...user, status: 'ACTIVE', profile: { ...user.profile, login, ...others } });
    this.#people.set(key, { source, externalId, profile: { ...known?.profile, ...profile }, userId: user.id });
  }
}

function shown({ id, source, status }: MockSession): Fields {
  return { id, identitySourceId: source, status, importType: 'INCREMENTAL' };
}

function shortLogin(login: unknown): string | undefined {
  return typeof login === 'string' ? login.split('@')[0] : undefined;
}

/** The people of a bulk load; one without an external id is refused like the API does. */
function readPeople(body: unknown, hasProfiles: boolean): readonly LoadedPerson[] {
  const profiles = isFields(body) ? body.profiles : undefined;
  if (!Array.isArray(profiles)) throw new ApiError('malformedBody');
  return profiles.map((entry: unknown, index) => {
    const { externalId, profile } = isFields(entry) ? entry : {};
    if (typeof externalId !== 'string' || externalId === '' || (hasProfiles && !isFields(profile))) {
      const needed = hasProfiles ? 'externalId and profile are' : 'externalId is';
      throw validationFailed('profiles', [`profiles[${index}]: ${needed} required`]);
    }
    return { externalId, profile: hasProfiles && isFields(profile) ? profile : null };
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
