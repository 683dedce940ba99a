import {
  addAttribute,
  createIdentitySource,
  expressionProblem,
  openAdministration,
  SYSTEM,
  saveMapping,
  updateOrg,
} from '@headwater/server';
import { SOURCE_ATTRIBUTES } from './people.ts';

/** Expressions by user attribute: copied, joined, chosen, cut and replaced. */
const MAPPING: Readonly<Record<string, string>> = {
  displayName: 'source.firstName + " " + source.lastName',
  nickName: 'String.substring(source.firstName, 0, 2) + String.toUpperCase(source.lastName)',
  title: 'source.title',
  department: 'source.department == "Sales" ? "Commercial" : source.department',
  division: 'source.division',
  costCenter: 'String.replace(source.costCenter, "CC-", "")',
  employeeNumber: 'source.employeeNumber',
  city: 'source.city',
  state: 'source.state',
  countryCode: 'source.countryCode',
  zipCode: 'source.zipCode',
  streetAddress: 'source.streetAddress',
  organization: 'source.organization ?: "unknown"',
  preferredLanguage: 'source.preferredLanguage',
  userType: 'String.stringSwitch(source.title, "employee", "Specialist 1", "expert")',
};

/**
 * Makes a source with 12 custom attributes and a mapping of 19 attributes, in an org without a cooldown between sessions;
 * every other limit is Okta's. Gives the id of the source.
 */
export async function prepareSource(dataDir: string): Promise<string> {
  const administration = await openAdministration({ dataDir, databaseUrl: undefined });
  try {
    const limits = { createCooldownSeconds: 0 };
    await updateOrg(administration.database, 'default', { settings: { limitsProfile: 'okta', limits } });
    const org = await administration.org('default');
    const act = { actor: SYSTEM };
    return await org.transaction(async (tx) => {
      const settings = { autoConfirmNewUsers: true, autoConfirmExactMatch: true, autoActivateNewUsers: true };
      const source = await createIdentitySource(tx, org, { label: 'Bench', settings }, act, expressionProblem([]));
      const context = { ...act, at: org.clock.now() };
      for (const name of SOURCE_ATTRIBUTES) {
        await addAttribute(tx, context, source.id, { name, title: name, type: 'string' });
      }
      const properties = Object.entries(MAPPING).map(
        ([target, expression]) => [target, { expression, pushStatus: 'PUSH' as const }] as const,
      );
      await saveMapping(tx, org, source.id, Object.fromEntries(properties), act);
      return source.id;
    });
  } finally {
    await administration.close();
  }
}

/** Lets the org take as many requests as it can. */
export async function liftLimits(dataDir: string): Promise<void> {
  const administration = await openAdministration({ dataDir, databaseUrl: undefined });
  try {
    await updateOrg(administration.database, 'default', { settings: { limitsProfile: 'open' } });
  } finally {
    await administration.close();
  }
}
