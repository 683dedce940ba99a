import type { FlowExecution } from '@headwater/protocol';
import { type Answer, send } from '../http-call.ts';
import { CallRefused } from '../source-api.ts';
import { until } from '../until.ts';

/** Whose API is called: `url` may change when a server comes back on another port. */
export interface FlowsApiOptions {
  readonly url: () => string;
  /** Host name of the org. */
  readonly host: string;
  readonly token: string;
}

/** What stands in for the ids of the org that a pack was made in. */
export interface PackBindings {
  readonly applications?: Readonly<Record<string, string>>;
  readonly connections?: Readonly<Record<string, string>>;
  readonly hosts?: Readonly<Record<string, string>>;
}

const BASE = '/api/v1/headwater';
const ENDED = ['succeeded', 'halted', 'failed', 'cancelled'];

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a person does with packs, tables and flows, by the API. Every call rejects with {@link CallRefused}. */
export class FlowsApi {
  readonly #options: FlowsApiOptions;

  constructor(options: FlowsApiOptions) {
    this.#options = options;
  }

  async call(
    method: string,
    path: string,
    content?: { readonly type: string; readonly body: string },
  ): Promise<Answer> {
    const { url, host, token } = this.#options;
    const answer = await send(url(), {
      method,
      path: `${BASE}${path}`,
      headers: {
        host,
        authorization: `SSWS ${token}`,
        accept: 'application/json',
        ...(content === undefined ? {} : { 'content-type': content.type }),
      },
      ...(content === undefined ? {} : { body: content.body }),
    });
    if (answer.status >= 400) throw new CallRefused(`${method} ${path}`, answer);
    return answer;
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const content = body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) };
    const { text } = await this.call(method, path, content);
    // What the caller names is what the contract of the path says.
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Imports an export as it is, and binds it; gives the pack's id. */
  async importPack(name: string, text: string, bindings: PackBindings): Promise<string> {
    const content = { type: 'application/json', body: text };
    const { text: answer } = await this.call('POST', `/flow-packs?name=${encodeURIComponent(name)}`, content);
    const { pack } = JSON.parse(answer) as { readonly pack: Named };
    await this.json('PATCH', `/flow-packs/${pack.id}`, { bindings });
    return pack.id;
  }

  /** Connects this org by its own API, or through something in front of it. */
  async connectOrg(name: string, baseUrl: string, token: string): Promise<string> {
    const connection = { name, connector: 'okta', kind: 'okta', settings: { baseUrl }, secret: { token } };
    return (await this.json<Named>('POST', '/flow-connections', connection)).id;
  }

  async connectWithout(name: string, connector: string): Promise<string> {
    const connection = { name, connector, kind: 'none' };
    return (await this.json<Named>('POST', '/flow-connections', connection)).id;
  }

  async flowId(packId: string, name: string): Promise<string> {
    return this.#named(await this.json<readonly Named[]>('GET', `/flows?packId=${packId}&limit=200`), name);
  }

  async tableId(packId: string, name: string): Promise<string> {
    return this.#named(await this.json<readonly Named[]>('GET', `/flow-tables?packId=${packId}&limit=200`), name);
  }

  async importRows(tableId: string, csv: string): Promise<void> {
    await this.call('POST', `/flow-tables/${tableId}/import?clear=true`, { type: 'text/csv', body: csv });
  }

  /** Rows without what every row has; in the order of their creation. */
  async rows(tableId: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const rows = await this.json<readonly { readonly values: Readonly<Record<string, unknown>> }[]>(
      'GET',
      `/flow-tables/${tableId}/rows?limit=1000`,
    );
    return rows.map(({ values }) => values);
  }

  run(flowId: string, input: Readonly<Record<string, unknown>> = {}): Promise<FlowExecution> {
    return this.json('POST', `/flows/${flowId}/run`, { input });
  }

  execution(id: string): Promise<FlowExecution> {
    return this.json('GET', `/flow-executions/${id}`);
  }

  /** Waits until an execution has ended, also while the server is away. */
  ended(id: string): Promise<FlowExecution> {
    return this.#until(`Execution ${id} has ended`, id, ({ status }) => ENDED.includes(status));
  }

  /** Waits until an execution sleeps, or has ended. */
  sleeping(id: string): Promise<FlowExecution> {
    return this.#until(`Execution ${id} sleeps`, id, ({ status }) => status === 'sleeping' || ENDED.includes(status));
  }

  #until(what: string, id: string, reached: (execution: FlowExecution) => boolean): Promise<FlowExecution> {
    return until(
      what,
      async () => {
        const execution = await this.execution(id).catch(unlessAway);
        return execution !== undefined && reached(execution) ? execution : undefined;
      },
      { every: 10 },
    );
  }

  #named(list: readonly Named[], name: string): string {
    const found = list.find((entry) => entry.name === name);
    if (found === undefined)
      throw new TypeError(`There is no "${name}" among ${list.map((entry) => entry.name).join(', ')}`);
    return found.id;
  }
}

/** Undefined while nobody answers: the server is being replaced. */
function unlessAway(error: unknown): undefined {
  const isAway = error instanceof Error && 'code' in error && /^(ECONN|EPIPE)/.test(String(error.code));
  const isStarting = error instanceof CallRefused && error.answer.status === 503;
  if (!isAway && !isStarting) throw error;
}
