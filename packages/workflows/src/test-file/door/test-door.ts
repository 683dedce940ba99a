import { rewriteHost } from '../../connections/rewrite-host.ts';
import { type MemoryHttp, type MemoryResponse, memoryHttp } from '../../memory/memory-http.ts';
import type { Pack } from '../../pack/pack.ts';
import { CardError } from '../../run/card-error.ts';
import type { ConnectionRef, HttpRequest } from '../../run/ports.ts';
import { MOCK_ORG_ANSWERS, type MockOrg } from '../org/mock-org.ts';
import type { ExpectedExchanges } from './expected-exchanges.ts';
import { requestLine, type SentRequest, toSentRequest } from './sent-request.ts';

export interface TestDoorOptions {
  readonly pack: Pack;
  readonly exchanges: ExpectedExchanges;
  /** By name of a connection or of a connector. */
  readonly orgs: ReadonlyMap<string, MockOrg>;
  /** Addresses of connections, by the same names. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly hosts: Readonly<Record<string, string>>;
}

/** The door of a test: what is expected answers, or an org in memory; anything else is noted as unexpected. */
export class TestDoor {
  readonly port: MemoryHttp;
  readonly sent: SentRequest[] = [];
  /** Requests that nobody expected, in words. */
  readonly unexpected: string[] = [];
  readonly #options: TestDoorOptions;

  constructor(options: TestDoorOptions) {
    this.#options = options;
    this.port = memoryHttp((request) => this.#answer(request));
  }

  #answer(request: HttpRequest): MemoryResponse {
    const sent = this.#look(request);
    this.sent.push(sent);
    const expected = this.#options.exchanges.answer(sent);
    if (expected !== undefined) return expected;
    const org = this.#options.orgs.get(sent.connection ?? '') ?? this.#orgOfConnector(request.connection);
    const answer = org?.answer(sent);
    if (answer !== undefined) return answer;
    const nearest = this.#options.exchanges.nearest(sent);
    const known = org === undefined ? '' : ` The org in memory answers ${MOCK_ORG_ANSWERS}.`;
    this.unexpected.push(
      `unexpected request: ${requestLine(sent)}\n  ${nearest === '' ? 'nothing is expected; add it to http' : nearest}${known}`,
    );
    throw new CardError(`The test expects no ${sent.method} ${sent.url}`, { kind: 'connection' });
  }

  /** With its address in full, and the connection by its name. */
  #look(request: HttpRequest): SentRequest {
    const { connection } = request;
    const { pack, addresses, hosts } = this.#options;
    const name = connection === null ? null : (pack.connections.get(connection.id ?? '')?.name ?? connection.connector);
    const base = addresses.get(name ?? '') ?? addresses.get(connection?.connector ?? '');
    const address = base ?? `https://${connection?.connector ?? 'none'}.example`;
    const url = request.url.startsWith('/') ? `${address.replace(/\/+$/, '')}${request.url}` : request.url;
    return toSentRequest(request, rewriteHost(url, hosts), name);
  }

  #orgOfConnector(connection: ConnectionRef | null): MockOrg | undefined {
    return connection === null ? undefined : this.#options.orgs.get(connection.connector);
  }
}
