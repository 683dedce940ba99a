import { notFound, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { checkJwk } from './check-jwk.ts';
import { lockServiceApp } from './lock-service-app.ts';
import { type AppKey, appParty, type PublicJwk, type ServiceApp } from './service-app.ts';

const MAX_KEYS = 50;

/** Adds a public key to an app. Throws `notFound`, and `validationFailed` for a key that is none, is private, or has a taken `kid`. */
export async function addAppKey(tx: Transaction, org: Org, appId: string, jwk: unknown, act: Act): Promise<AppKey> {
  const app = await lockServiceApp(tx, appId);
  const key = checkJwk(jwk);
  if (app.keys.some(({ kid }) => kid === key.kid)) {
    throw validationFailed('jwks', [`jwks: The app has a key with the kid "${key.kid}" already`]);
  }
  if (app.keys.length >= MAX_KEYS) throw validationFailed('jwks', [`jwks: An app must not have more than ${MAX_KEYS}`]);
  return insertKey(tx, org, app, key, act);
}

/** Takes a key out of use: assertions signed with it are refused from now on; tokens that were issued live on. Throws `notFound`. */
export async function removeAppKey(tx: Transaction, org: Org, appId: string, keyId: string, act: Act): Promise<void> {
  const app = await lockServiceApp(tx, appId);
  const key = app.keys.find(({ id }) => id === keyId);
  if (key === undefined) throw notFound(keyId, 'JsonWebKey');
  await deleteKey(tx, org, app, key, act);
}

/** Makes these the keys of an app; a key that stays, by its `kid` and members, keeps its id. Throws `validationFailed`. */
export async function replaceAppKeys(
  tx: Transaction,
  org: Org,
  app: ServiceApp,
  jwks: readonly unknown[],
  act: Act,
): Promise<void> {
  if (jwks.length > MAX_KEYS) throw validationFailed('jwks', [`jwks: An app must not have more than ${MAX_KEYS}`]);
  const keys = jwks.map(checkJwk);
  const twice = keys.find(({ kid }, index) => keys.findIndex((other) => other.kid === kid) !== index);
  if (twice !== undefined) throw validationFailed('jwks', [`jwks: The kid "${twice.kid}" is there twice`]);
  const stays = (jwk: PublicJwk, key: AppKey) => same(jwk, key.jwk);
  for (const key of app.keys) {
    if (!keys.some((jwk) => stays(jwk, key))) await deleteKey(tx, org, app, key, act);
  }
  for (const jwk of keys) {
    if (!app.keys.some((key) => stays(jwk, key))) await insertKey(tx, org, app, jwk, act);
  }
}

async function insertKey(tx: Transaction, org: Org, app: ServiceApp, jwk: PublicJwk, act: Act): Promise<AppKey> {
  const now = org.clock.now();
  const key: AppKey = { id: org.ids.next('appKey'), kid: jwk.kid, jwk, created: now };
  await tx.execute(sql`
    INSERT INTO service_app_keys (id, app_id, kid, jwk, created)
    VALUES (${key.id}, ${app.id}, ${key.kid}, ${JSON.stringify(jwk)}, ${now})`);
  await recordKeyEvent(tx, org, 'app.oauth2.credentials.lifecycle.create', app, key, act);
  return key;
}

async function deleteKey(tx: Transaction, org: Org, app: ServiceApp, key: AppKey, act: Act): Promise<void> {
  await tx.execute(sql`DELETE FROM service_app_keys WHERE id = ${key.id}`);
  await recordKeyEvent(tx, org, 'app.oauth2.credentials.lifecycle.delete', app, key, act);
}

async function recordKeyEvent(
  tx: Transaction,
  org: Org,
  type: 'app.oauth2.credentials.lifecycle.create' | 'app.oauth2.credentials.lifecycle.delete',
  app: ServiceApp,
  key: AppKey,
  act: Act,
): Promise<void> {
  const credential = { id: key.id, type: 'JsonWebKey', alternateId: key.kid, displayName: key.kid };
  await recordEvent(tx, { at: org.clock.now(), type, ...act, targets: [appParty(app), credential] });
}

function same(left: PublicJwk, right: PublicJwk): boolean {
  const names = ['kty', 'kid', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const;
  return names.every((name) => left[name] === right[name]);
}
