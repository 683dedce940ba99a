import type { Connection, Submittable } from 'pg';
import { valueTypes } from '../value-types.ts';
import type { Column, KeptStatement } from './kept-statements.ts';
import type { Parameter } from './parameter.ts';

/** A statement and its parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

/** What a statement that ran to its end gave. */
export interface Answer {
  readonly rows: readonly object[];
  /** Its tag, as `INSERT 0 1` or `COMMIT`. */
  readonly tag: string;
}

/** What became of the statements of a batch. */
export interface BatchOutcome {
  /** Of the statements that ran, in order. */
  readonly answers: readonly Answer[];
  /** Why the one behind them failed; those after it did not run. */
  readonly failure?: { readonly error: unknown };
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/**
 * Statements that travel together: written at once, answered at once. PostgreSQL stops at the first that fails. For `pg` it is one query
 * (`client.query(batch)`), to which its client hands each message. The connection keeps every statement under a name, and is not asked
 * again what its columns are.
 */
export class Batch implements Submittable {
  readonly outcome: Promise<BatchOutcome>;
  readonly #statements: readonly Statement[];
  readonly #kept: Map<string, KeptStatement>;
  readonly #answers: Answer[] = [];
  #rows: object[] = [];
  #columns: readonly Column[] = [];
  #unreadable: { readonly answers: readonly Answer[]; readonly failure: { readonly error: unknown } } | undefined;
  #end: (outcome: BatchOutcome) => void = () => undefined;

  /** @param kept those of the connection that the batch will run on */
  constructor(statements: readonly Statement[], kept: Map<string, KeptStatement>) {
    this.#statements = statements;
    this.#kept = kept;
    this.outcome = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Writes everything. */
  submit(connection: Connection): void {
    connection.stream.cork();
    for (const { text, parameters } of this.#statements) {
      const statement = this.#prepare(connection, text);
      connection.bind({ statement: statement.name, values: [...parameters] }, true);
      if (statement.columns === undefined) connection.describe({ type: 'P' }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
    this.#next();
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: valueTypes.getTypeParser(dataTypeID, 'text'),
    }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    try {
      this.#columns.forEach(({ name, parse }, index) => {
        const text = fields[index] ?? null;
        row[name] = text === null ? null : parse(text);
      });
    } catch (error) {
      this.#unreadable ??= { answers: [...this.#answers], failure: { error } };
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text: tag }: { readonly text: string }): void {
    const statement = this.#kept.get(this.#statements[this.#answers.length]?.text ?? '');
    if (statement !== undefined) statement.columns = this.#columns;
    this.#answers.push({ rows: this.#rows, tag });
    this.#next();
  }

  handleReadyForQuery(): void {
    this.#end(this.#unreadable ?? { answers: this.#answers });
  }

  /** Of PostgreSQL, or of the connection. */
  handleError(error: unknown): void {
    this.#end(this.#unreadable ?? { answers: this.#answers, failure: { error } });
  }

  #next(): void {
    this.#rows = [];
    this.#columns = this.#kept.get(this.#statements[this.#answers.length]?.text ?? '')?.columns ?? [];
  }

  /** Gives the text a name on the connection, unless it has one. */
  #prepare(connection: Connection, text: string): KeptStatement {
    const known = this.#kept.get(text);
    if (known?.columns !== undefined) return known;
    const statement = known ?? { name: `brief ${this.#kept.size}`, columns: undefined };
    this.#kept.set(text, statement);
    // It may be there or not: the batch that brought it failed.
    if (known !== undefined) connection.close({ type: 'S', name: statement.name }, true);
    connection.parse({ name: statement.name, text, types: [] }, true);
    return statement;
  }
}
