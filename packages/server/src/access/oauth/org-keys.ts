import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';

/** What an org's authorization server signs with. */
export interface SigningKeys {
  /** Private keys as JSON Web Keys, the one to sign with first. */
  readonly jwks: readonly JWK[];
  /** 32 bytes, from which nonces for proofs are made. */
  readonly nonceSecret: Buffer;
}

/** The keys of every org, made when the first is needed, shared by all processes through the database. */
export interface OrgKeys {
  /** Throws a SecretError when they cannot be opened. */
  signing(org: Org): Promise<SigningKeys>;
  /** The public key with this id, or undefined. */
  verifier(org: Org, kid: string): Promise<KeyObject | undefined>;
}

const DAY = 24 * 60 * 60 * 1000;
/** After this long another key signs. */
const SIGNS_FOR = 90 * DAY;
/** Longer than any token lives that the key signed last. */
const KEPT_FOR = SIGNS_FOR + DAY;
const REMEMBERED_MILLISECONDS = 60 * 60 * 1000;
/** A token with an unknown key id makes a process look again, but not at the pace of an attacker. */
const LOOK_AGAIN_MILLISECONDS = 1000;
const RSA_BITS = 2048;

interface Loaded {
  readonly at: number;
  readonly signing: SigningKeys;
  readonly verifiers: ReadonlyMap<string, KeyObject>;
}

export interface OrgKeysOptions {
  readonly secrets: Secrets;
  /** A clock that never stands still, in milliseconds. */
  readonly monotonic: () => number;
}

/** Makes {@link OrgKeys}. */
export function createOrgKeys({ secrets, monotonic }: OrgKeysOptions): OrgKeys {
  const byOrg = new Map<string, Promise<Loaded>>();

  function load(org: Org): Promise<Loaded> {
    const loading = loadKeys(org, secrets, monotonic());
    byOrg.set(org.id, loading);
    loading.catch(() => byOrg.delete(org.id));
    return loading;
  }

  async function loaded(org: Org): Promise<Loaded> {
    const known = byOrg.get(org.id) ?? load(org);
    const found = await known;
    if (monotonic() - found.at < REMEMBERED_MILLISECONDS) return found;
    return byOrg.get(org.id) === known ? load(org) : loaded(org);
  }

  return {
    signing: async (org) => (await loaded(org)).signing,
    async verifier(org, kid) {
      const found = await loaded(org);
      const key = found.verifiers.get(kid);
      if (key !== undefined || monotonic() - found.at < LOOK_AGAIN_MILLISECONDS) return key;
      return (await load(org)).verifiers.get(kid);
    },
  };
}

interface Row {
  readonly kid: string;
  readonly jwk: JWK;
  readonly sealed: Buffer;
  readonly created: Date;
}

interface Sealed {
  readonly jwk: JWK;
  /** Base64. */
  readonly nonceSecret: string;
}

async function loadKeys(org: Org, secrets: Secrets, at: number): Promise<Loaded> {
  const found = await org.read(readRows);
  const rows = needsNew(org, found) ? await addKey(org, secrets) : found;
  const opened = rows.map(({ kid, sealed }): Sealed => {
    // Sealed by addKey, in this shape.
    return JSON.parse(secrets.open(sealed, contextOf(org, kid)).toString('utf8')) as Sealed;
  });
  const [newest] = opened;
  if (newest === undefined) throw new TypeError(`The org ${org.name} has no signing key after one was made`);
  return {
    at,
    signing: { jwks: opened.map(({ jwk }) => jwk), nonceSecret: Buffer.from(newest.nonceSecret, 'base64') },
    verifiers: new Map(rows.map(({ kid, jwk }) => [kid, createPublicKey({ key: jwk, format: 'jwk' })])),
  };
}

/** Newest first. */
function readRows(tx: Transaction): Promise<readonly Row[]> {
  return tx.query<Row>(sql`SELECT kid, jwk, sealed, created FROM oauth_keys ORDER BY created DESC, kid`);
}

function needsNew(org: Org, [newest]: readonly Row[]): boolean {
  return newest === undefined || org.clock.now().getTime() - newest.created.getTime() >= SIGNS_FOR;
}

/** Of processes that want to add one at the same time, one does. */
async function addKey(org: Org, secrets: Secrets): Promise<readonly Row[]> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(jwk);
  const content: Sealed = {
    jwk: { ...jwk, kid, use: 'sig', alg: 'RS256' },
    nonceSecret: randomBytes(32).toString('base64'),
  };
  const sealed = secrets.seal(Buffer.from(JSON.stringify(content)), contextOf(org, kid));
  return org.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE oauth_keys IN SHARE ROW EXCLUSIVE MODE`);
    if (needsNew(org, await readRows(tx))) {
      const now = org.clock.now();
      const { kty, n, e } = jwk;
      await tx.execute(sql`
        INSERT INTO oauth_keys (kid, jwk, sealed, created)
        VALUES (${kid}, ${JSON.stringify({ kty, n, e })}, ${sealed}, ${now})`);
      await tx.execute(sql`DELETE FROM oauth_keys WHERE created < ${new Date(now.getTime() - KEPT_FOR)}`);
    }
    return readRows(tx);
  });
}

function contextOf(org: Org, kid: string): string {
  return `oauth-key ${org.id} ${kid}`;
}
