/**
 * Why a record of an import ended as it did: one entry a code, the same in receipts, System Log and documentation. `error`: the record
 * (or the named attribute's part of it) was not applied. `warning`: applied, but look. `info`: as intended, worth knowing. Sources:
 * import-semantics 1.6, 2.4-2.7.
 */
export interface ImportReasonEntry {
  readonly level: 'error' | 'warning' | 'info';
  /** Filled from the reason's data. */
  readonly message: string;
  readonly remedy: string;
}

export const IMPORT_REASONS = {
  emptyProfile: {
    level: 'error',
    message: 'The uploaded profile is empty.',
    remedy: 'Send at least the required attributes of the source.',
  },
  sourceValueMissing: {
    level: 'error',
    message: 'The source requires a value for {attribute}, and none was uploaded.',
    remedy: 'Send the attribute, or clear its required flag in the schema of the source.',
  },
  sourceValueInvalid: {
    level: 'error',
    message: 'The source attribute {attribute} has the value {value}, but it must be {rule}.',
    remedy: 'Correct the value in the source of truth, or the rule in the schema of the source.',
  },
  userValueMissing: {
    level: 'error',
    message: 'Value for required property {attribute} is missing.',
    remedy: 'Map a value to the attribute, or clear its required flag in the user schema.',
  },
  userValueInvalid: {
    level: 'error',
    message: 'The user attribute {attribute} would get the value {value}, but it must be {rule}.',
    remedy: 'Correct the value in the source of truth, the mapping, or the rule in the user schema.',
  },
  notUniqueWithinOrg: {
    level: 'error',
    message: 'The {attribute} {value} is already used by {holder}.',
    remedy: 'Give one of the two another value. The other attributes were applied.',
  },
  loginMissing: {
    level: 'error',
    message: 'The user name format gave no login.',
    remedy: 'Send the attribute that the format reads, or change the format.',
  },
  loginHeld: {
    level: 'error',
    message: 'The login {login} belongs to user {userId}, status {status}, who does not match this record.',
    remedy: 'Link the record to that user, rename that user, or change the match criteria.',
  },
  loginTakenInImport: {
    level: 'error',
    message: 'The login {login} was given to {externalId} earlier in the same import.',
    remedy: 'Make the values that the login is built from unique in the source of truth.',
  },
  matchLinkedElsewhere: {
    level: 'error',
    message: 'The record matches user {userId}, who is linked to {externalId} of this source.',
    remedy: 'Delete the other record in the same session if both are the same person, or change the match criteria.',
  },
  matchTakenInImport: {
    level: 'error',
    message: 'The record matches the same user as {externalId}, which came earlier in the same import.',
    remedy: 'Make the values that records are matched by unique in the source of truth.',
  },
  severalMatches: {
    level: 'info',
    message: 'The record matches {count} users; a person must choose.',
    remedy: 'Confirm the right user.',
  },
  duplicateInSession: {
    level: 'warning',
    message: 'The record was uploaded {count} times in the session; the later values won.',
    remedy: 'Send each record once.',
  },
  unknownAttribute: {
    level: 'warning',
    message: 'The schema of the source has no attribute {attribute}; its values were ignored.',
    remedy: 'Add the attribute to the schema of the source, or stop sending it.',
  },
  expressionFailed: {
    level: 'warning',
    message: 'The mapping of {attribute} failed and left the value as it was: {error}',
    remedy: 'Correct the expression, or the value it reads.',
  },
  formatInvalid: {
    level: 'warning',
    message: 'The value {value} of {attribute} must be {rule}; the attribute was left as it was.',
    remedy: 'Correct the value or its mapping.',
  },
  formatCleared: {
    level: 'warning',
    message: 'The value {value} of {attribute} must be {rule}; the attribute has no value now.',
    remedy: 'Correct the value or its mapping.',
  },
  cannotSuspend: {
    level: 'warning',
    message: 'Cannot suspend a user that is not active',
    remedy: 'The user stays {status}; deactivate it by hand if it must not be activated later.',
  },
  superAdministrator: {
    level: 'warning',
    message: 'The user is a super administrator and is never deactivated or suspended by an import.',
    remedy: 'Take the role away first.',
  },
  sourcedElsewhere: {
    level: 'info',
    message: 'The user is sourced by {sourceId}, which has a higher priority; profile and status were left alone.',
    remedy: 'Turn off profile sourcing at that source if this one should win: the older source goes first.',
  },
  linkMoved: {
    level: 'info',
    message: 'The link of user {userId} moved from {externalId} to this record.',
    remedy: 'Nothing to do.',
  },
  linkedElsewhereNow: {
    level: 'info',
    message: 'The deleted record no longer holds a link; no user was changed.',
    remedy: 'Nothing to do.',
  },
  notReactivated: {
    level: 'info',
    message: 'The user is {status} and reactivation is off; the status was left alone.',
    remedy: 'Turn on the reactivation setting, or activate the user by hand.',
  },
  pendingActivation: {
    level: 'info',
    message: 'The user is deactivated and the match is not exact; an administrator must activate the user.',
    remedy: 'Activate the user by hand.',
  },
  awaitingConfirmation: {
    level: 'info',
    message: 'The record waits for a person to confirm it ({match}).',
    remedy: 'Confirm it, or turn on the matching auto-confirm setting.',
  },
  unknownGroup: {
    level: 'error',
    message: 'The source has no group {group}.',
    remedy: 'Send the group before its memberships, or in the same session.',
  },
  unknownMember: {
    level: 'warning',
    message: 'The source has never sent a person {member}; the membership was not kept.',
    remedy: 'Send the person, then the membership again.',
  },
  groupEmptied: {
    level: 'info',
    message: 'The group was kept and lost its members.',
    remedy: 'Nothing to do; the groupDelete switch of the org decides.',
  },
  unknownDelete: {
    level: 'info',
    message: 'The source did not know this external id when the delete was uploaded; it was dropped.',
    remedy: 'Nothing to do.',
  },
  merged: {
    level: 'info',
    message: 'The upload was merged into record {number} of the same session; later values won.',
    remedy: 'Send each record once.',
  },
} as const satisfies Record<string, ImportReasonEntry>;

export type ImportReasonCode = keyof typeof IMPORT_REASONS;

/** A reason as it is stored and answered. `data` fills the message. */
export interface ImportReason {
  readonly code: ImportReasonCode;
  readonly data?: Readonly<Record<string, string | number>>;
}

/** The sentence for people. */
export function describeReason(reason: ImportReason): string {
  const { message } = IMPORT_REASONS[reason.code];
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = reason.data?.[name];
    return value === undefined ? whole : String(value);
  });
}
