import sql from 'sql-template-tag';
import type { Database } from '../../database/database.ts';
import type { Transaction } from '../../database/transaction.ts';
import { pathExpression } from '../faults/match-request.ts';
import type { Exchange } from './exchange.ts';

/** Exchanges of an org that are kept. */
const KEPT_EXCHANGES = 10_000;

/** How many may be there beyond those before the oldest are deleted. */
const SLACK = 500;

/** Which exchanges are asked for. */
export interface ExchangeQuery {
  readonly after: number;
  readonly limit: number;
  readonly operationId?: string;
  /** A pattern, as of a fault. */
  readonly path?: string;
}

/** Keeps an exchange; it is there when this returns. */
export async function recordExchange(
  database: Database,
  org: string,
  exchange: Omit<Exchange, 'number'>,
): Promise<void> {
  const { operationId, request } = exchange;
  await database.inPlatform(async (tx) => {
    const [row] = await tx.query<{ readonly number: number }>(sql`
      INSERT INTO headwater_test.exchanges (org, content, path, operation)
      VALUES (${org}, ${JSON.stringify(exchange)}::json, ${request.path}, ${operationId})
      RETURNING number`);
    if (row !== undefined && row.number % SLACK === 0) await deleteOldest(tx, org);
  });
}

async function deleteOldest(tx: Transaction, org: string): Promise<void> {
  await tx.execute(sql`
    DELETE FROM headwater_test.exchanges WHERE org = ${org} AND number < (
      SELECT number FROM headwater_test.exchanges WHERE org = ${org}
      ORDER BY number DESC OFFSET ${KEPT_EXCHANGES - 1} LIMIT 1)`);
}

/** Exchanges in the order of their answers. */
export async function listExchanges(tx: Transaction, org: string, query: ExchangeQuery): Promise<readonly Exchange[]> {
  const { after, limit, operationId = null } = query;
  const path = query.path === undefined ? null : pathExpression(query.path);
  const rows = await tx.query<{ readonly number: number; readonly content: Omit<Exchange, 'number'> }>(sql`
    SELECT number, content FROM headwater_test.exchanges
    WHERE org = ${org} AND number > ${after}
      AND (${operationId}::text IS NULL OR operation = ${operationId})
      AND (${path}::text IS NULL OR path ~ ${path})
    ORDER BY number LIMIT ${limit}`);
  return rows.map(({ number, content }) => ({ number, ...content }));
}

/** Deletes all exchanges of an org. */
export async function deleteExchanges(tx: Transaction, org: string): Promise<void> {
  await tx.execute(sql`DELETE FROM headwater_test.exchanges WHERE org = ${org}`);
}
