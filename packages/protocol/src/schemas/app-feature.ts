import Type, { type Static } from 'typebox';
import { IdentitySourceSettings } from '../identity-source.ts';

const settings = IdentitySourceSettings.properties;

/** What the published feature object has no place for (import-semantics 1.2); names are those of the settings of the source. */
const OwnSettings = Type.Object({
  matchAttributes: settings.matchAttributes,
  profileSourcing: settings.profileSourcing,
  userOffboardingAction: settings.userOffboardingAction,
  reactivateSuspendedUsers: settings.reactivateSuspendedUsers,
  reactivateDeactivatedUsers: settings.reactivateDeactivatedUsers,
  absentAttributes: settings.absentAttributes,
  importGroups: settings.importGroups,
});

const UserCreateAndMatch = Type.Object({
  exactMatchCriteria: settings.exactMatchCriteria,
  allowPartialMatch: settings.allowPartialMatch,
  autoConfirmPartialMatch: settings.autoConfirmPartialMatch,
  autoConfirmExactMatch: settings.autoConfirmExactMatch,
  autoConfirmNewUsers: settings.autoConfirmNewUsers,
  autoActivateNewUsers: settings.autoActivateNewUsers,
});

/** How an app's people come into the directory: the settings of an identity source in the published form (import-semantics 1.2). */
export const InboundProvisioning = Type.Object({
  importSettings: Type.Object({
    username: Type.Object({
      userNameFormat: settings.userNameFormat,
      userNameExpression: settings.userNameExpression,
    }),
    schedule: Type.Object({ status: Type.Literal('DISABLED') }, { description: 'The client starts every import.' }),
  }),
  importRules: Type.Object({ userCreateAndMatch: UserCreateAndMatch }),
  headwater: OwnSettings,
});

export type InboundProvisioning = Static<typeof InboundProvisioning>;

/** A feature of an app. */
export const ApplicationFeature = Type.Object(
  {
    name: Type.Literal('INBOUND_PROVISIONING'),
    status: Type.Literal('ENABLED'),
    description: Type.String(),
    capabilities: InboundProvisioning,
    _links: Type.Object({ self: Type.Object({ href: Type.String(), hints: Type.Unknown() }) }),
  },
  { $id: 'ApplicationFeature' },
);

export type ApplicationFeature = Static<typeof ApplicationFeature>;
