import { connectOrg, OrgUnreachableError, readOrgError } from '@headwater/client';
import type { Command } from 'commander';
import { DEFAULT_URL } from '../../../defaults.ts';
import { readToken } from '../../../read-token.ts';
import type { Terminal } from '../../../terminal.ts';
import { explainOrgError } from './explain-org-error.ts';

/** Which org a command works in. */
export interface FlowsOrgOptions {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A file as the org sends it. */
export interface Download {
  readonly content: Uint8Array;
  /** As the org calls it. */
  readonly fileName: string;
}

/** The flows of an org over its API. Methods throw a Failure that says what the org answered, or that it did not. */
export interface FlowsOrg {
  readonly url: string;
  get<T>(path: string, query?: Query): Promise<T>;
  /** All pages of a list. */
  list<T>(path: string, query?: Query): Promise<readonly T[]>;
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, query?: Query): Promise<T>;
  upload<T>(path: string, content: Uint8Array, contentType: string, query?: Query): Promise<T>;
  download(path: string, query?: Query): Promise<Download>;
}

const API = '/api/v1/headwater';

/** Adds the options that say which org a command works in. */
export function withFlowsOrg(command: Command): Command {
  return command
    .option('--url <url>', `address of the org (HEADWATER_URL; default ${DEFAULT_URL})`)
    .option('--token <token>', 'API token; "-" reads it from standard input. Better: HEADWATER_TOKEN');
}

/** A server that starts answers soon; a person who mistyped its address wants to know. */
const IMPATIENT = { attempts: 3, baseDelay: 200 };

/** Connects to the org, runs `work` and disconnects. With `patient` an org that goes away for a while does not end it. */
export async function inFlowsOrg<T>(
  options: FlowsOrgOptions,
  terminal: Terminal,
  work: (org: FlowsOrg) => Promise<T>,
  patient = false,
): Promise<T> {
  const url = options.url ?? (terminal.environment.HEADWATER_URL || DEFAULT_URL);
  const token = (await readToken(options.token, terminal)).replace(/^SSWS\s+/i, '');
  const connection = connectOrg({ url, token, ...(patient ? {} : { retry: IMPATIENT }) });
  try {
    return await work({
      url: connection.url,
      get: async (path, query) => bodyOf(await connection.request({ method: 'GET', path: address(path, query) })),
      list: async <Item>(path: string, query: Query = {}) => {
        const items: Item[] = [];
        for (let next: string | null = address(path, query); next !== null; ) {
          const answer = await connection.request({ method: 'GET', path: next });
          items.push(...bodyOf<readonly Item[]>(answer));
          next = nextPage(answer.headers.link);
        }
        return items;
      },
      send: async (method, path, body, query) =>
        bodyOf(
          await connection.request({
            method,
            path: address(path, query),
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        ),
      upload: async <Answer>(path: string, content: Uint8Array, contentType: string, query?: Query) => {
        const headers = { 'content-type': contentType };
        const answer = await exchange(connection.url, token, address(path, query), {
          method: 'POST',
          headers,
          body: content,
        });
        // The schemas of the API.
        return (await answer.json()) as Answer;
      },
      download: async (path, query) => {
        const answer = await exchange(connection.url, token, address(path, query), { method: 'GET' });
        return { content: new Uint8Array(await answer.arrayBuffer()), fileName: fileNameOf(answer.headers) };
      },
    });
  } catch (error) {
    throw explainOrgError(error);
  } finally {
    await connection.close();
  }
}

/** The org's own schemas say what it is. */
function bodyOf<T>({ body }: { readonly body: unknown }): T {
  return body as T;
}

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `${API}/${path}${search.size === 0 ? '' : `?${search}`}`;
}

function nextPage(link: string | readonly string[] | undefined): string | null {
  const text = typeof link === 'string' ? link : (link ?? []).join(', ');
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(text) ?? [];
  if (next === undefined) return null;
  const { pathname, search } = new URL(next);
  return `${pathname}${search}`;
}

/** Files go as they are, which a client of JSON cannot do. */
async function exchange(
  origin: string,
  token: string,
  path: string,
  init: { readonly method: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array },
): Promise<Response> {
  const { method, headers = {}, body } = init;
  const request = {
    method,
    headers: { ...headers, authorization: `SSWS ${token}` },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  };
  const answer = await fetch(`${origin}${path}`, request).catch((cause: unknown) => {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    const message = `${method} ${origin}${path} got no answer (${reason}). Check the address of the org and the network.`;
    throw new OrgUnreachableError(message, true, { cause });
  });
  if (answer.ok) return answer;
  const facts = {
    method,
    path,
    status: answer.status,
    requestId: answer.headers.get('x-okta-request-id'),
    headers: Object.fromEntries(answer.headers),
  };
  const text = await answer.text();
  throw readOrgError(facts, parsed(text), (said) => said.replaceAll(token, '(token)'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fileNameOf(headers: Headers): string {
  const [, encoded = 'export'] = /filename\*=UTF-8''([^;]+)/i.exec(headers.get('content-disposition') ?? '') ?? [];
  return decodeURIComponent(encoded);
}
