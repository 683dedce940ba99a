import type { MemoryResponse } from '../../../src/memory/memory-http.ts';
import type { HttpRequest } from '../../../src/run/ports.ts';

export interface OutsideOptions {
  /** Ids of import sessions that are there before, still open. */
  readonly sessions?: readonly string[];
  /** Users of Graph, by whether their accounts are enabled. */
  readonly enabled?: readonly object[];
  readonly disabled?: readonly object[];
  /** Of the API over a DynamoDB table. */
  readonly items?: readonly object[];
  /** Logins the org knows as deactivated. */
  readonly deactivated?: readonly string[];
}

interface Session {
  readonly id: string;
  readonly identitySourceId: string;
  status: string;
  readonly importType: string;
  records: number;
}

/** Plays what the published packs talk to: an org with import sessions, Graph, its token endpoint, an API of items. */
export function outside(options: OutsideOptions): (request: HttpRequest) => MemoryResponse {
  const sessions = (options.sessions ?? []).map((id) => newSession(id, ''));
  const inactive = new Set(options.deactivated ?? []);
  let made = 0;

  function org(method: string, path: string, body: string): MemoryResponse {
    const [, , , room = '', , , id, action] = path.split('?')[0]?.split('/') ?? [];
    if (room === 'users') return person(method, path);
    const source = path.split('/')[4] ?? '';
    if (id === undefined) {
      if (method === 'GET') return { body: sessions.filter(({ status }) => status === 'CREATED') };
      made++;
      const session = newSession(`sess${String(made).padStart(3, '0')}`, source);
      sessions.push(session);
      return { status: 201, body: shown(session) };
    }
    const session = sessions.find((one) => one.id === id);
    if (session === undefined) return { status: 404, body: { errorSummary: 'Not found' } };
    if (method === 'DELETE') {
      sessions.splice(sessions.indexOf(session), 1);
      return { status: 204 };
    }
    if (action === 'start-import') {
      if (session.records === 0) {
        return { status: 400, body: { errorSummary: 'Session is not in a state that can be triggered' } };
      }
      session.status = 'TRIGGERED';
      return { body: shown(session) };
    }
    const { profiles } = JSON.parse(body) as { readonly profiles: readonly object[] };
    session.records += profiles.length;
    return { status: 202 };
  }

  function person(method: string, path: string): MemoryResponse {
    const login = decodeURIComponent(path.split('?')[0]?.split('/')[4] ?? '');
    if (method === 'DELETE') return { status: 204 };
    if (inactive.has(login)) return { status: 403, body: { errorSummary: 'The user is deactivated' } };
    inactive.add(login);
    return { body: {} };
  }

  function graph(url: URL): MemoryResponse {
    const all = url.searchParams.get('$filter') === 'accountEnabled eq true' ? options.enabled : options.disabled;
    const top = Number(url.searchParams.get('$top'));
    const begin = Number(url.searchParams.get('$skiptoken') ?? 0);
    const filter = (url.searchParams.get('$filter') ?? '').replaceAll(' ', '+');
    const next = `https://graph.microsoft.com/beta/users?$top=${top}&$filter=${filter}&$skiptoken=${begin + top}`;
    const isMore = begin + top < (all ?? []).length;
    return {
      body: { value: (all ?? []).slice(begin, begin + top), ...(isMore ? { '@odata.nextLink': next } : {}) },
    };
  }

  return ({ connection, method, url, body }) => {
    if (connection?.connector === 'okta') return org(method, url, String(body));
    const { host, pathname } = new URL(url);
    switch (host) {
      case 'xxx.execute-api.us-west-2.amazonaws.com':
        return method === 'GET' ? { body: options.items ?? [] } : { body: 'Put item' };
      case 'login.microsoftonline.com':
        return { body: { access_token: 'AADTOKEN' } };
      case 'graph.microsoft.com':
        return method === 'POST' && pathname === '/v1.0/users' ? { status: 201, body: {} } : graph(new URL(url));
      case 'randomuser.me':
        return { body: { results: [RANDOM_PERSON] } };
      default:
        return { status: 404 };
    }
  };
}

function newSession(id: string, identitySourceId: string): Session {
  return { id, identitySourceId, status: 'CREATED', importType: 'INCREMENTAL', records: 0 };
}

function shown({ id, identitySourceId, status, importType }: Session): object {
  return { id, identitySourceId, status, importType };
}

const RANDOM_PERSON = {
  name: { title: 'Mr', first: 'Ran', last: 'Dom' },
  location: {
    street: { number: 12, name: 'Elm St' },
    city: 'Cork',
    state: 'Cork',
    country: 'Ireland',
    postcode: 12345,
  },
  email: 'ran.dom@example.com',
  phone: '1',
  cell: '2',
  dob: { date: '1990-01-01T00:00:00.000Z' },
};

/** A user of Graph as the traces have it. */
export function graphUser(number: number, department = 'Okta Workflows'): object {
  return {
    userPrincipalName: `user${number}@contoso.test`,
    givenName: `Given${number}`,
    surname: `Sur${number}`,
    mail: `user${number}@contoso.test`,
    mobilePhone: `555-000${number}`,
    displayName: `User ${number}`,
    department,
    jobTitle: 'Mr',
    streetAddress: `${number} Main St`,
    city: 'Perth',
    state: 'WA',
    country: 'Australia',
    postalCode: '6000',
    companyName: 'Okta',
  };
}
