import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Org } from '../orgs/org.ts';
import type { Party } from '../system-log/record-event.ts';
import { expiryOf } from './api-token.ts';
import type { TokenCaller } from './caller.ts';
import { tokenParty } from './manage-tokens.ts';
import { compileNetworks, type NetworkCheck } from './networks.ts';

/** A token of the org and what decides whether it may be used. */
export interface FoundToken {
  readonly kind: 'token';
  readonly caller: TokenCaller;
  /** The token as events name it. */
  readonly party: Party;
  readonly revoked: Date | null;
  readonly lastUsed: Date;
  readonly idleDays: number;
  /** Null when the owner is gone. */
  readonly ownerStatus: string | null;
  readonly isAdministrator: boolean;
  readonly allows: NetworkCheck;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly last_four: string;
  readonly owner_id: string;
  readonly source_id: string | null;
  readonly networks: readonly string[];
  readonly idle_days: number;
  readonly share_percent: number | null;
  readonly last_used: Date;
  readonly revoked: Date | null;
  readonly status: string | null;
  readonly login: string | null;
  readonly full_name: string | null;
  readonly role: string | null;
}

const USED_EVERY_MILLISECONDS = 60_000;

/** The token with this hash, or undefined. Notes its use, at most once a minute, unless it is dead. */
export function findToken(org: Org, hash: Buffer): Promise<FoundToken | undefined> {
  return org.transaction(async (tx) => {
    const [row] = await tx.query<Row>(sql`
      SELECT token.id, token.name, token.last_four, token.owner_id, token.source_id, token.networks, token.idle_days,
             token.share_percent, token.last_used, token.revoked, owner.status, owner.profile->>'login' AS login,
             concat_ws(' ', owner.profile->>'firstName', owner.profile->>'lastName') AS full_name, administrators.role
      FROM api_tokens AS token
        LEFT JOIN users AS owner ON owner.id = token.owner_id
        LEFT JOIN administrators ON administrators.user_id = token.owner_id
      WHERE token.hash = ${hash}`);
    if (row === undefined) return undefined;
    await noteUse(tx, row, org.clock.now());
    return toFoundToken(row);
  });
}

async function noteUse(tx: Transaction, row: Row, now: Date): Promise<void> {
  const before = new Date(now.getTime() - USED_EVERY_MILLISECONDS);
  const expiry = expiryOf({ lastUsed: row.last_used, idleDays: row.idle_days });
  if (row.revoked !== null || row.last_used > before || now >= expiry) return;
  await tx.execute(sql`UPDATE api_tokens SET last_used = ${now} WHERE id = ${row.id} AND last_used <= ${before}`);
}

function toFoundToken(row: Row): FoundToken {
  const actor = { id: row.owner_id, type: 'User', alternateId: row.login, displayName: row.full_name };
  return {
    kind: 'token',
    caller: {
      kind: 'token',
      tokenId: row.id,
      userId: row.owner_id,
      sourceId: row.source_id,
      actor,
      ...(row.share_percent === null ? {} : { sharePercent: row.share_percent }),
    },
    party: tokenParty({ id: row.id, name: row.name, lastFour: row.last_four }),
    revoked: row.revoked,
    lastUsed: row.last_used,
    idleDays: row.idle_days,
    ownerStatus: row.status,
    isAdministrator: row.role !== null,
    allows: compileNetworks(row.networks),
  };
}
