import { type IdentitySourceSettings, type InboundProvisioning, validationFailed } from '@headwater/protocol';
import { isRecord } from '../json/is-record.ts';

type SettingName = keyof IdentitySourceSettings;

const USERNAME = 'importSettings.username';
const RULES = 'importRules.userCreateAndMatch';
const SCHEDULE = 'importSettings.schedule';

/** Where each setting stands in the feature object; the published description and the live service spell two differently. */
const PLACES: ReadonlyMap<string, SettingName> = new Map<string, SettingName>([
  [`${USERNAME}.userNameFormat`, 'userNameFormat'],
  [`${USERNAME}.usernameFormat`, 'userNameFormat'],
  [`${USERNAME}.userNameExpression`, 'userNameExpression'],
  [`${USERNAME}.usernameExpression`, 'userNameExpression'],
  [`${RULES}.exactMatchCriteria`, 'exactMatchCriteria'],
  [`${RULES}.allowPartialMatch`, 'allowPartialMatch'],
  [`${RULES}.autoConfirmPartialMatch`, 'autoConfirmPartialMatch'],
  [`${RULES}.autoConfirmExactMatch`, 'autoConfirmExactMatch'],
  [`${RULES}.autoConfirmNewUsers`, 'autoConfirmNewUsers'],
  [`${RULES}.autoActivateNewUsers`, 'autoActivateNewUsers'],
  ['headwater.matchAttributes', 'matchAttributes'],
  ['headwater.profileSourcing', 'profileSourcing'],
  ['headwater.userOffboardingAction', 'userOffboardingAction'],
  ['headwater.reactivateSuspendedUsers', 'reactivateSuspendedUsers'],
  ['headwater.reactivateDeactivatedUsers', 'reactivateDeactivatedUsers'],
  ['headwater.absentAttributes', 'absentAttributes'],
  ['headwater.importGroups', 'importGroups'],
]);

/** The settings of a source as capabilities of its feature (import-semantics 1.2); what the published object lacks is under `headwater`. */
export function presentInbound(settings: IdentitySourceSettings): InboundProvisioning {
  const { userNameFormat, userNameExpression } = settings;
  return {
    importSettings: { username: { userNameFormat, userNameExpression }, schedule: { status: 'DISABLED' } },
    importRules: {
      userCreateAndMatch: {
        exactMatchCriteria: settings.exactMatchCriteria,
        allowPartialMatch: settings.allowPartialMatch,
        autoConfirmPartialMatch: settings.autoConfirmPartialMatch,
        autoConfirmExactMatch: settings.autoConfirmExactMatch,
        autoConfirmNewUsers: settings.autoConfirmNewUsers,
        autoActivateNewUsers: settings.autoActivateNewUsers,
      },
    },
    headwater: {
      matchAttributes: settings.matchAttributes,
      profileSourcing: settings.profileSourcing,
      userOffboardingAction: settings.userOffboardingAction,
      reactivateSuspendedUsers: settings.reactivateSuspendedUsers,
      reactivateDeactivatedUsers: settings.reactivateDeactivatedUsers,
      absentAttributes: settings.absentAttributes,
      importGroups: settings.importGroups,
    },
  };
}

/**
 * The settings that a partial capabilities object changes; a whole feature object is taken, too. Throws `validationFailed` for
 * what stands at no place of a setting, or twice; the values are checked by whoever saves them.
 */
export function readInbound(body: object): Partial<IdentitySourceSettings> {
  const capabilities = 'capabilities' in body ? body.capabilities : body;
  if (!isRecord(capabilities)) {
    throw validationFailed('capabilities', ['capabilities: The field must be an object']);
  }
  const changes: Partial<Record<SettingName, unknown>> = {};
  const causes: string[] = [];
  for (const [place, value] of leaves('', capabilities)) {
    const name = PLACES.get(place);
    if (place === `${SCHEDULE}.status` && value === 'DISABLED') continue;
    if (place === SCHEDULE || place.startsWith(`${SCHEDULE}.`)) {
      causes.push(`${place}: An identity source has no schedule; its client starts every import`);
    } else if (name === undefined) causes.push(`${place}: There is no such setting`);
    else if (Object.hasOwn(changes, name) && changes[name] !== value)
      causes.push(`${place}: The setting is given twice`);
    else changes[name] = value;
  }
  if (causes.length > 0) throw validationFailed('capabilities', causes);
  // Values of any type: whoever saves settings checks them.
  return changes as Partial<IdentitySourceSettings>;
}

/** How many objects lie around a setting. */
const DEEPEST = 3;

/** Every value that is no object, with the way to it; what lies deeper than settings do is one value. */
function leaves(way: string, value: unknown, depth = 0): readonly (readonly [place: string, value: unknown])[] {
  if (!isRecord(value) || depth > DEEPEST) return [[way, value]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(way === '' ? name : `${way}.${name}`, inner, depth + 1),
  );
}
