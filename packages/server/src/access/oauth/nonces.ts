import { hkdfSync, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 60;
/** A nonce is made for the next minute and is good for two minutes before and after its own. */
const STEPS = [-2, -1, 0, 1, 2] as const;

/**
 * The nonces of an org's authorization server, so that one that it gave with a token is good for calls too, on every process: they
 * are made of the time and a secret and stored nowhere. The authorization server (oidc-provider) makes the same ones for itself; a
 * test holds the two together.
 */
export function nextNonce(secret: Buffer, now: Date): string {
  return nonceOf(secret, stepOf(now) + 1);
}

/** Whether a nonce is one of the last, or next, minutes. */
export function isNonce(secret: Buffer, now: Date, nonce: string): boolean {
  const given = Buffer.from(nonce);
  const step = stepOf(now);
  return STEPS.some((offset) => {
    const good = Buffer.from(nonceOf(secret, step + offset));
    return good.length === given.length && timingSafeEqual(good, given);
  });
}

function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / STEP_SECONDS);
}

function nonceOf(secret: Buffer, step: number): string {
  const salt = Buffer.alloc(8);
  salt.writeBigUInt64BE(BigInt(step));
  return Buffer.from(hkdfSync('sha256', secret, salt, 'DPoP', 32)).toString('base64url');
}
