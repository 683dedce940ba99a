import { assignRole, createServiceApp, grantScope, SYSTEM } from '@headwater/server';
import type { Administration, TestOrg } from './org.ts';

export interface ServiceAppInput {
  readonly label: string;
  /** Its public key. */
  readonly jwk: object;
  readonly dpop: boolean;
}

/** Makes a service app that may do everything with identity sources; gives its client id. */
export async function grantServiceApp(
  administration: Administration,
  { name }: TestOrg,
  { label, jwk, dpop }: ServiceAppInput,
): Promise<string> {
  const org = await administration.org(name);
  const act = { actor: SYSTEM };
  return org.transaction(async (tx) => {
    const app = await createServiceApp(tx, org, { label, jwks: [jwk], dpop }, act);
    await grantScope(tx, org, app.id, 'okta.identitySources.manage', act);
    await assignRole(tx, org, app.id, 'SUPER_ADMIN', act);
    return app.id;
  });
}
