import { randomBytes } from 'node:crypto';
import { notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Org } from '../orgs/org.ts';
import type { Act } from '../system-log/act.ts';
import { type Party, recordEvent } from '../system-log/record-event.ts';
import { type ApiToken, hashToken, newTokenValue } from './api-token.ts';
import { compileNetworks } from './networks.ts';

export interface NewToken {
  readonly name: string;
  /** The administrator whose rights it has. */
  readonly ownerId: string;
  /** Binds it to one identity source. */
  readonly sourceId?: string;
  /** Address ranges it may be used from; none: anywhere. */
  readonly networks?: readonly string[];
  /** Default: the org's `tokenIdleDays`. */
  readonly idleDays?: number;
  /** Percent of each rate limit it may use. Default: the org's `tokenSharePercent`. */
  readonly sharePercent?: number;
}

export interface CreatedToken {
  readonly token: ApiToken;
  /** The secret. It is nowhere stored and cannot be shown again. */
  readonly value: string;
}

/** Creates a token inside `tx`. Throws `validationFailed` for a blank name, a bad range, or an owner or source that does not exist. */
export async function createToken(
  tx: Transaction,
  org: Org,
  input: NewToken,
  act: Act,
  random: (size: number) => Buffer = randomBytes,
): Promise<CreatedToken> {
  await checkNewToken(tx, input);
  const value = newTokenValue(random);
  const now = org.clock.now();
  const token: ApiToken = {
    id: org.ids.next('apiToken'),
    name: input.name.trim(),
    lastFour: value.slice(-4),
    ownerId: input.ownerId,
    sourceId: input.sourceId ?? null,
    networks: input.networks ?? [],
    idleDays: input.idleDays ?? org.limits.tokenIdleDays,
    sharePercent: input.sharePercent ?? null,
    created: now,
    lastUsed: now,
    revoked: null,
  };
  await tx.execute(sql`
    INSERT INTO api_tokens (id, name, hash, last_four, owner_id, source_id, networks, idle_days, share_percent, created, last_used)
    VALUES (${token.id}, ${token.name}, ${hashToken(value)}, ${token.lastFour}, ${token.ownerId}, ${token.sourceId},
            ${token.networks}, ${token.idleDays}, ${token.sharePercent}, ${now}, ${now})`);
  await recordEvent(tx, { at: now, type: 'system.api_token.create', ...act, targets: [tokenParty(token)] });
  return { token, value };
}

async function checkNewToken(tx: Transaction, input: NewToken): Promise<void> {
  if (input.name.trim() === '') throw validationFailed('name', ['name: The field cannot be left blank']);
  if (input.idleDays !== undefined && !(Number.isSafeInteger(input.idleDays) && input.idleDays > 0)) {
    throw validationFailed('idleDays', [`idleDays: ${input.idleDays} must be a whole number of days, at least 1`]);
  }
  if (input.sharePercent !== undefined && !isPercent(input.sharePercent)) {
    throw validationFailed('sharePercent', [
      `sharePercent: ${input.sharePercent} must be a whole number from 0 to 100`,
    ]);
  }
  compileNetworks(input.networks ?? []);
  const [found] = await tx.query<{ readonly owner: boolean; readonly source: boolean }>(sql`
    SELECT EXISTS (SELECT FROM administrators WHERE user_id = ${input.ownerId}) AS owner,
           EXISTS (SELECT FROM identity_sources WHERE id = ${input.sourceId ?? null}) AS source`);
  if (found?.owner !== true) throw validationFailed('ownerId', [`ownerId: ${input.ownerId} is no administrator`]);
  if (input.sourceId !== undefined && !found.source) {
    throw validationFailed('sourceId', [`sourceId: There is no identity source ${input.sourceId}`]);
  }
}

function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 100;
}

/** All tokens of the org, also the revoked ones, newest first. */
export async function listTokens(tx: Transaction): Promise<readonly ApiToken[]> {
  return tx.query<ApiToken>(sql`
    SELECT id, name, last_four AS "lastFour", owner_id AS "ownerId", source_id AS "sourceId", networks,
           idle_days AS "idleDays", share_percent AS "sharePercent", created, last_used AS "lastUsed", revoked
    FROM api_tokens ORDER BY created DESC, id DESC`);
}

/** Ends a token for good; one that is revoked already stays as it is. Throws `notFound`. Other processes follow within a second. */
export async function revokeToken(tx: Transaction, org: Org, tokenId: string, act: Act): Promise<void> {
  const now = org.clock.now();
  const [token] = await tx.query<TokenName & { readonly wasRevoked: boolean }>(sql`
    UPDATE api_tokens AS token SET revoked = coalesce(before.revoked, ${now})
    FROM (SELECT id, revoked FROM api_tokens WHERE id = ${tokenId} FOR UPDATE) AS before
    WHERE token.id = before.id
    RETURNING token.id, token.name, token.last_four AS "lastFour", before.revoked IS NOT NULL AS "wasRevoked"`);
  if (token === undefined) throw notFound(tokenId, 'ApiToken');
  if (token.wasRevoked) return;
  await recordEvent(tx, { at: now, type: 'system.api_token.revoke', ...act, targets: [tokenParty(token)] });
}

interface TokenName {
  readonly id: string;
  readonly name: string;
  readonly lastFour: string;
}

/** A token as events name it. */
export function tokenParty(token: TokenName): Party {
  return { id: token.id, type: 'Token', alternateId: `…${token.lastFour}`, displayName: token.name };
}
