import { randomBytes } from 'node:crypto';

/** A new id of one failure: `oae` and 22 URL-safe characters (identity-sources-api 4.1). */
export function newErrorId(random: (size: number) => Buffer = randomBytes): string {
  return `oae${random(17).toString('base64url').slice(0, 22)}`;
}
