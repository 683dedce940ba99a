import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { forgetOldest } from '../../forget-oldest.ts';
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

/** Orgs whose keys are remembered; those of tests come and go. */
const MAX_REMEMBERED = 1000;

export interface OrgKeysOptions {
  readonly secrets: Secrets;
  /** A clock that never stands still, in milliseconds. */
  readonly monotonic: () => number;
}

/** Makes {@link OrgKeys}. */
export function createOrgKeys({ secrets, monotonic }: OrgKeysOptions): OrgKeys {
  // Anybody may ask with a token that they made up: nothing is opened for it, and no key is made.
  const verifiers = new Remembered(loadVerifiers, monotonic);
  const signing = new Remembered(async (org) => {
    const loaded = await loadSigning(org, secrets);
    // One of them may be new.
    verifiers.forget(org);
    return loaded;
  }, monotonic);
  return {
    signing: (org) => signing.get(org, REMEMBERED_MILLISECONDS),
    async verifier(org, kid) {
      const key = (await verifiers.get(org, REMEMBERED_MILLISECONDS)).get(kid);
      return key ?? (await verifiers.get(org, LOOK_AGAIN_MILLISECONDS)).get(kid);
    },
  };
}

/** Keeps what is loaded of each org; calls while it is loaded share it, and failures are forgotten. */
class Remembered<T> {
  readonly #load: (org: Org) => Promise<T>;
  readonly #monotonic: () => number;
  readonly #kept = new Map<string, { readonly at: number; readonly value: Promise<T> }>();

  constructor(load: (org: Org) => Promise<T>, monotonic: () => number) {
    this.#load = load;
    this.#monotonic = monotonic;
  }

  /** What was loaded less than so many milliseconds ago, or is loaded now. */
  get(org: Org, milliseconds: number): Promise<T> {
    const found = this.#kept.get(org.id);
    if (found !== undefined && this.#monotonic() - found.at < milliseconds) return found.value;
    const loading = { at: this.#monotonic(), value: this.#load(org) };
    this.forget(org);
    this.#kept.set(org.id, loading);
    forgetOldest(this.#kept, MAX_REMEMBERED);
    loading.value.catch(() => this.#kept.get(org.id) === loading && this.forget(org));
    return loading.value;
  }

  forget(org: Org): void {
    this.#kept.delete(org.id);
  }
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

async function loadVerifiers(org: Org): Promise<ReadonlyMap<string, KeyObject>> {
  const rows = await org.read(readRows);
  return new Map(rows.map(({ kid, jwk }) => [kid, createPublicKey({ key: jwk, format: 'jwk' })]));
}

async function loadSigning(org: Org, secrets: Secrets): Promise<SigningKeys> {
  const found = await org.read(readRows);
  const rows = needsNew(org, found) ? await addKey(org, secrets) : found;
  const opened = rows.map(({ kid, sealed }): Sealed => {
    // Sealed by addKey, in this shape.
    return JSON.parse(secrets.open(sealed, contextOf(org, kid)).toString('utf8')) as Sealed;
  });
  const [newest] = opened;
  if (newest === undefined) throw new TypeError(`The org ${org.name} has no signing key after one was made`);
  return { jwks: opened.map(({ jwk }) => jwk), nonceSecret: Buffer.from(newest.nonceSecret, 'base64') };
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
  // Without a key to seal with, none is made: that takes a tenth of a second of a processor, whoever asks.
  secrets.seal(new Uint8Array(), contextOf(org, 'trial'));
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
