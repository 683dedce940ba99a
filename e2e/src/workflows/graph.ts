import type { Service, ServiceAnswer, ServiceRequest } from './service.ts';

/** A user of Microsoft Graph, with what the flows read. */
export interface GraphUser {
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
  readonly [property: string]: unknown;
}

const ORIGIN = 'https://graph.microsoft.com';
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/**
 * Users in pages, as Microsoft Graph gives them: `$top`, `$filter=accountEnabled eq …`, `$skiptoken`, and links to the next page whose
 * blanks are plus signs, which the service itself does not take back.
 * @param users grows with `POST /v1.0/users`
 */
export function graph(users: GraphUser[], token: string): Service {
  return {
    answer(request) {
      if (request.headers.authorization !== `Bearer ${token}`) return failure(401, 'InvalidAuthenticationToken');
      const { pathname, search } = new URL(request.path, ORIGIN);
      if (!/^\/(beta|v1\.0)\/users$/.test(pathname)) return failure(404, 'Request_ResourceNotFound');
      return request.method === 'POST' ? create(users, request) : list(users, pathname, search);
    },
  };
}

function list(users: readonly GraphUser[], pathname: string, search: string): ServiceAnswer {
  if (search.includes('+')) return failure(400, 'Request_UnsupportedQuery');
  const query = new URLSearchParams(search);
  const filter = /^accountEnabled eq (true|false)$/.exec(query.get('$filter') ?? 'accountEnabled eq true');
  const top = Number(query.get('$top') ?? DEFAULT_PAGE);
  if (filter === null || !(top >= 1 && top <= LARGEST_PAGE)) return failure(400, 'Request_UnsupportedQuery');
  const found = users.filter((user) => String(user.accountEnabled) === filter[1]);
  const begin = Number(query.get('$skiptoken') ?? 0);
  const end = begin + top;
  const next = `${ORIGIN}${pathname}?$top=${top}&$filter=accountEnabled+eq+${filter[1]}&$skiptoken=${end}`;
  return {
    status: 200,
    body: {
      '@odata.context': `${ORIGIN}/$metadata#users`,
      ...(end < found.length ? { '@odata.nextLink': next } : {}),
      value: found.slice(begin, end),
    },
  };
}

function create(users: GraphUser[], { body }: ServiceRequest): ServiceAnswer {
  const user = JSON.parse(body) as GraphUser;
  if (users.some((known) => known.userPrincipalName === user.userPrincipalName)) return failure(409, 'Conflict');
  users.push(user);
  return { status: 201, body: user };
}

function failure(status: number, code: string): ServiceAnswer {
  return { status, body: { error: { code, message: code } } };
}

/** The token endpoint in front of it, for one client. */
export function microsoftLogin(client: {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
}): Service {
  return {
    answer({ body }) {
      const form = new URLSearchParams(body);
      if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret) {
        return { status: 401, body: { error: 'invalid_client' } };
      }
      return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: client.token } };
    },
  };
}
