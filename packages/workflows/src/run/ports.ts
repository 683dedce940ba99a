import type { Clock } from '@headwater/protocol';
import type { TableColumn } from '../pack/pack.ts';
import type { Value, ValueObject } from '../values/value.ts';

/** Everything a flow can reach; a host gives it to the interpreter. */
export interface Ports {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly http: HttpPort;
  readonly tables: TablePort;
  readonly flows: FlowPort;
}

/** Which connection a card uses: its connector, and the key of `data.configs` if the card has one. */
export interface ConnectionRef {
  readonly connector: string;
  readonly id: string | null;
}

/** A request of a card, ready to send but for address and credentials of its connection. */
export interface HttpRequest {
  /** The host adds address and credentials; null for none. Flows and history never see a secret of a connection. */
  readonly connection: ConnectionRef | null;
  readonly method: string;
  /** Absolute, or a path from `/` on the connection's own host. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly timeoutMilliseconds: number;
  /** Says which call of which execution this is, the same when it is repeated after a crash. */
  readonly callId: string;
}

/** An answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The one door to the outside. Rejects with a CardError (`connection`, `timeout`), never on a status. */
export interface HttpPort {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}

/** A row of a table. */
export interface TableRow {
  readonly id: string;
  readonly created: Date;
  readonly updated: Date;
  /** By column; instants as Dates, counters and numbers as numbers. */
  readonly values: ValueObject;
}

/** A condition of a search (workflows-format 6.1); terms are linked by `join` to the next. */
export interface RowTerm {
  readonly column: string;
  readonly operator: '=' | '!=' | '<' | '>' | '<=' | '>=';
  readonly value: Value;
  readonly join: 'AND' | 'OR';
}

/** Which rows a card wants, and in which order. */
export interface RowQuery {
  readonly terms: readonly RowTerm[];
  readonly sortBy?: { readonly column: string; readonly direction: 'asc' | 'desc' };
  /** Without it: all. */
  readonly limit?: number;
  readonly offset?: number;
}

/** A table without its rows. */
export interface TableShape {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
}

/**
 * Tables of flows. Methods that write take a `callId`: the effect and the memory of it are one, so that a repetition with the same
 * id does nothing and gives the first result. Rejects with a CardError (`not_found`, `limit_exceeded`, `type_conversion`).
 */
export interface TablePort {
  describe(tableId: string): Promise<TableShape>;
  search(tableId: string, query: RowQuery): Promise<readonly TableRow[]>;
  /** Null when there is no such row. */
  read(tableId: string, rowId: string): Promise<TableRow | null>;
  /** Gives the ids of the new rows, in order. `replace` empties the table before. */
  insert(
    callId: string,
    tableId: string,
    rows: readonly ValueObject[],
    options?: { readonly replace?: boolean },
  ): Promise<readonly string[]>;
  /** Gives false when there is no such row. A counter's value is added. */
  update(callId: string, tableId: string, rowId: string, values: ValueObject): Promise<boolean>;
  delete(callId: string, tableId: string, rowId: string): Promise<boolean>;
  /** Gives how many rows there were. */
  clear(callId: string, tableId: string): Promise<number>;
}

/** Flows beside the one that runs. */
export interface FlowPort {
  /** Starts a flow and does not wait (`control:run`); once per `callId`. */
  start(callId: string, flowId: string, input: StartInput): Promise<void>;
  /** An export with this flow alone, as text (`utility:exportFlo`). */
  exportFlow(flowId: string): Promise<{ readonly name: string; readonly text: string }>;
}

/** What a flow starts with: outputs of its start card, by group (`''` for none) and key. */
export interface StartInput {
  readonly [group: string]: ValueObject;
}
