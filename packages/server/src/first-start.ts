import { createIdentitySource } from './identity-sources/manage-sources.ts';
import { expressionProblem } from './mappings/check-mapping.ts';
import type { CreateOrgParts } from './orgs/create-org.ts';
import { ensureDefaultOrg, type FirstStart as FirstOrg } from './orgs/ensure-default-org.ts';
import { openOrg } from './orgs/open-org.ts';
import { getOrg } from './orgs/org-rows.ts';
import { SYSTEM } from './system-log/record-event.ts';

/** What a first start made: an org with its administrator, and a source to try. */
export interface FirstStart extends FirstOrg {
  /** The identity source `People`, which confirms and activates by itself. */
  readonly sourceId: string;
}

/** Makes the org `default` ready, if nobody did before. */
export async function prepareFirstStart(parts: CreateOrgParts): Promise<FirstStart | undefined> {
  const made = await ensureDefaultOrg(parts);
  if (made === undefined) return undefined;
  const org = openOrg(await getOrg(parts.database, made.org), parts);
  const settings = { autoConfirmNewUsers: true, autoConfirmExactMatch: true, autoActivateNewUsers: true };
  const source = await org.transaction((tx) =>
    createIdentitySource(tx, org, { label: 'People', settings }, { actor: SYSTEM }, expressionProblem([])),
  );
  return { ...made, sourceId: source.id };
}
