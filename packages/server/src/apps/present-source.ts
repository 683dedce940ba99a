import { type Application, type IdentitySourceSettings, SOURCE_APP } from '@headwater/protocol';
import type { IdentitySource } from '../identity-sources/identity-source.ts';
import { type AppPresentation, presentCommon } from './app-presentation.ts';

/** An identity source as the recorded app object (identity-sources-api 7.1). */
export function presentSource(source: IdentitySource, presentation: AppPresentation): Application {
  const common = presentCommon({ ...source, name: SOURCE_APP, hidden: !source.settings.displayToUsers }, presentation);
  return { ...common, features: featuresOf(source.settings), signOnMode: null };
}

/** What the source does with people, under the old names of app features (import-semantics 1.2). */
function featuresOf(settings: IdentitySourceSettings): string[] {
  const reactivates = settings.reactivateSuspendedUsers || settings.reactivateDeactivatedUsers;
  return [
    'IMPORT_PROFILE_UPDATES',
    ...(settings.profileSourcing ? ['PROFILE_MASTERING'] : []),
    'IMPORT_NEW_USERS',
    ...(reactivates ? ['REACTIVATE_USERS'] : []),
  ];
}
