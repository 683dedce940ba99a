import type { Session } from '@headwater/protocol';
import { type Answer, send } from './http-call.ts';
import { until } from './until.ts';

/** Whose API is called: `url` may change when a server comes back on another port. */
export interface SourceApiOptions {
  readonly url: () => string;
  readonly org: string;
  readonly token: string;
  readonly sourceId: string;
}

/** What the tests look at of an import. */
export interface ImportView {
  readonly id: string;
  readonly status: string;
  readonly created: string;
  readonly progress: { readonly total: number; readonly planned: number; readonly applied: number };
  readonly counters: { readonly users: Readonly<Record<string, number>> };
  readonly error: string | null;
}

/** A receipt, as far as the tests name its parts. */
export interface Receipt {
  readonly number: number;
  readonly externalId: string;
  readonly outcome: string;
  readonly notes: readonly { readonly code: string }[];
  readonly changes: { readonly source: Readonly<Record<string, unknown>> };
}

/** An answer with an error status, where the test expected success. */
export class CallRefused extends Error {
  readonly answer: Answer;

  constructor(what: string, answer: Answer) {
    super(`${what} answered ${answer.status}: ${answer.text}`);
    this.name = 'CallRefused';
    this.answer = answer;
  }
}

/** The calls a client makes on one source, and the reading of what became of them. Every call but `raw` rejects with {@link CallRefused}. */
export class SourceApi {
  readonly #options: SourceApiOptions;

  constructor(options: SourceApiOptions) {
    this.#options = options;
  }

  get sessions(): string {
    return `/api/v1/identity-sources/${this.#options.sourceId}/sessions`;
  }

  raw(method: string, path: string, json?: unknown): Promise<Answer> {
    const { url, org, token } = this.#options;
    const headers = {
      host: `${org}.localhost`,
      authorization: `SSWS ${token}`,
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    return send(url(), { method, path, headers, ...body });
  }

  async call(method: string, path: string, json?: unknown): Promise<Answer> {
    const answer = await this.raw(method, path, json);
    if (answer.status >= 400) throw new CallRefused(`${method} ${path}`, answer);
    return answer;
  }

  async read<T>(path: string): Promise<T> {
    return JSON.parse((await this.call('GET', path)).text) as T;
  }

  async create(): Promise<Session> {
    return JSON.parse((await this.call('POST', this.sessions)).text) as Session;
  }

  list(): Promise<readonly Session[]> {
    return this.read(this.sessions);
  }

  get(id: string): Promise<Session> {
    return this.read(`${this.sessions}/${id}`);
  }

  async load(id: string, { kind, profiles }: Load): Promise<void> {
    await this.call('POST', `${this.sessions}/${id}/bulk-${kind}`, { entityType: 'USERS', profiles });
  }

  async start(id: string): Promise<Session> {
    return JSON.parse((await this.call('POST', `${this.sessions}/${id}/start-import`)).text) as Session;
  }

  /** Leaves no session: waits for those that are imported, cancels the others. */
  async endSessions(): Promise<void> {
    for (const { id, status } of await this.list()) {
      if (status === 'TRIGGERED') await this.completed(id);
      else await this.call('DELETE', `${this.sessions}/${id}`);
    }
  }

  /** The import that a triggered session became. */
  async importOf(sessionId: string): Promise<ImportView> {
    const [found] = await this.read<readonly ImportView[]>(`/api/v1/headwater/imports?sessionId=${sessionId}`);
    if (found === undefined) throw new Error(`Session ${sessionId} has no import`);
    return found;
  }

  /** Waits for the end of the import, also while the database is away; rejects when it failed. */
  completed(sessionId: string): Promise<ImportView> {
    return until(
      `The import of ${sessionId} is completed`,
      async () => {
        const view = await this.importOf(sessionId).catch((error: unknown) => {
          if (error instanceof CallRefused && error.answer.status === 503) return undefined;
          throw error;
        });
        if (view === undefined) return undefined;
        if (view.status === 'FAILED') throw new Error(`The import failed: ${view.error}`);
        return view.status === 'COMPLETED' ? view : undefined;
      },
      { every: 10 },
    );
  }

  /** All items of a list that is answered in pages. */
  async all<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer = await this.call('GET', next);
      const page = JSON.parse(answer.text) as readonly T[];
      items.push(...page);
      next = page.length === 0 ? undefined : nextPage(answer);
    }
    return items;
  }
}

/** One bulk load. */
export interface Load {
  readonly kind: 'upsert' | 'delete';
  readonly profiles: readonly { readonly externalId: string; readonly profile?: Readonly<Record<string, unknown>> }[];
}

function nextPage({ headers }: Answer): string | undefined {
  const links = [headers.link ?? []].flat();
  const next = links.flatMap((line) => line.split(/,\s*(?=<)/)).find((link) => link.includes('rel="next"'));
  const target = /<([^>]+)>/.exec(next ?? '')?.[1];
  if (target === undefined) return undefined;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

/** Loads everything and starts the import: what an undisturbed client does. Gives the id of the session. */
export async function upload(api: SourceApi, loads: readonly Load[]): Promise<string> {
  const { id } = await api.create();
  for (const load of loads) await api.load(id, load);
  await api.start(id);
  return id;
}
