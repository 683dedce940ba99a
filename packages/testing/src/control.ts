import { TestingError } from './testing-error.ts';

/** Taken when the package is loaded, so that a test may replace the global one. */
const { fetch } = globalThis;

/** Keeps the calls of this package out of recordings, and faults away from them. */
const UNWATCHED = { 'x-headwater-unwatched': 'on' };

/** Calls of this package to one org. */
export interface Control {
  /** The body of the answer as JSON; undefined for none. Throws a TestingError `refused`. */
  call<T>(method: string, path: string, body?: object): Promise<T>;
  /** The items of all pages of a list. */
  list<T>(path: string): Promise<readonly T[]>;
}

/** @param url base URL of the org */
export function connectControl(url: string, token: string): Control {
  async function send(method: string, address: string, body?: object): Promise<Response> {
    const answer = await fetch(address, {
      method,
      headers: {
        ...UNWATCHED,
        authorization: `SSWS ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new TestingError('serverFailed', `${method} ${address} could not be sent: is the server running?`, {
        cause,
      });
    });
    if (!answer.ok) throw await refusal(method, address, answer);
    return answer;
  }

  return {
    async call<T>(method: string, path: string, body?: object): Promise<T> {
      const text = await (await send(method, `${url}${path}`, body)).text();
      // The caller states the shape beside the path, which decides it.
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async list<T>(path: string): Promise<readonly T[]> {
      const items: T[] = [];
      for (let address: string | undefined = `${url}${path}`; address !== undefined; ) {
        const page = await send('GET', address);
        items.push(...((await page.json()) as readonly T[]));
        address = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      }
      return items;
    },
  };
}

async function refusal(method: string, address: string, answer: Response): Promise<TestingError> {
  const text = await answer.text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Not of the org: a proxy's page, say.
  }
  const { pathname } = new URL(address);
  return new TestingError('refused', `${method} ${pathname} was answered ${answer.status}: ${describe(body)}`, {
    answer: { status: answer.status, body },
  });
}

function describe(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('errorSummary' in body)) return String(body);
  const causes = 'errorCauses' in body && Array.isArray(body.errorCauses) ? body.errorCauses : [];
  return [body.errorSummary, ...causes.map((cause: { readonly errorSummary?: string }) => cause.errorSummary)].join(
    ' ',
  );
}
