import Type, { type Static } from 'typebox';

/**
 * Settings of a custom identity source (import-semantics 1.2), under the names the audit log uses.
 * Defaults are Okta's, but profile sourcing is on: an identity source without it would own nobody.
 */
export const IdentitySourceSettings = Type.Object(
  {
    userNameFormat: Type.Union([Type.Literal('EMAIL'), Type.Literal('CUSTOM')], {
      default: 'EMAIL',
      description: 'How the login is made: the email address, or `userNameExpression`.',
    }),
    userNameExpression: Type.Union([Type.String(), Type.Null()], {
      default: null,
      description: 'Expression over the source profile; used with the format CUSTOM.',
    }),
    exactMatchCriteria: Type.Union(
      [Type.Literal('USERNAME'), Type.Literal('EMAIL'), Type.Literal('USERNAME_AND_EMAIL'), Type.Literal('ATTRIBUTES')],
      { default: 'USERNAME', description: 'What must be equal for an exact match; every part must hold.' },
    ),
    matchAttributes: Type.Array(Type.String(), {
      default: [],
      description: 'User attributes compared, case-sensitively, with the criteria ATTRIBUTES.',
    }),
    allowPartialMatch: Type.Boolean({
      default: true,
      description: 'Offer people whose first and last name are equal as partial matches.',
    }),
    autoConfirmExactMatch: Type.Boolean({ default: false, description: 'Link exact matches without asking.' }),
    autoConfirmPartialMatch: Type.Boolean({ default: false, description: 'Link partial matches without asking.' }),
    autoConfirmNewUsers: Type.Boolean({
      default: false,
      description: 'Create people who match nobody without asking.',
    }),
    autoActivateNewUsers: Type.Boolean({
      default: false,
      description: 'Activate the users an import creates or links.',
    }),
    profileSourcing: Type.Boolean({
      default: true,
      description: 'The source is lifecycle and attribute authority of the people linked to it.',
    }),
    userOffboardingAction: Type.Union([Type.Literal('NONE'), Type.Literal('DEACTIVATE'), Type.Literal('SUSPEND')], {
      default: 'DEACTIVATE',
      description: 'What happens to a user whose source record is deleted.',
    }),
    reactivateSuspendedUsers: Type.Boolean({
      default: false,
      description: 'Unsuspend a suspended user when a live record of the source arrives.',
    }),
    reactivateDeactivatedUsers: Type.Boolean({
      default: false,
      description: 'Reactivate a deactivated user when a live record of the source arrives.',
    }),
    absentAttributes: Type.Union([Type.Literal('merge'), Type.Literal('replace')], {
      default: 'merge',
      description: 'Attributes absent from an upload keep their value (merge) or are cleared (replace).',
    }),
    importGroups: Type.Boolean({ default: true, description: 'Groups and memberships may be loaded.' }),
    displayToUsers: Type.Boolean({ default: false, description: 'Show the application to users.' }),
  },
  { $id: 'IdentitySourceSettings', additionalProperties: false },
);

export type IdentitySourceSettings = Static<typeof IdentitySourceSettings>;

/** The defaults, read from the schema. */
export const DEFAULT_SOURCE_SETTINGS: IdentitySourceSettings = Object.fromEntries(
  Object.entries(IdentitySourceSettings.properties).map(([name, schema]) => [
    name,
    (schema as { readonly default?: unknown }).default,
  ]),
) as IdentitySourceSettings;

export type ExactMatchCriteria = IdentitySourceSettings['exactMatchCriteria'];
