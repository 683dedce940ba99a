/**
 * The ambiguity register: every point where the sources on the Identity Sources API disagree or are silent, and every rule of an
 * import that may be switched. Each is a named switch of an org with a default. Long, because it is one table:
 * validation, settings, discovery and `docs/reference/ambiguities.md` are read from it.
 */

/** One switch. */
interface Ambiguity {
  /** Where the question is described: "identity-sources-api D3", "import-semantics 2.7". */
  readonly source: string;
  readonly question: string;
  /** Every answer, and what the org does under it. */
  readonly answers: Readonly<Record<string, string>>;
  /** The answer of an org that says nothing; one of `answers`. */
  readonly default: string;
  /** Why that is the default. */
  readonly reason: string;
}

export const AMBIGUITIES = {
  createSessionStatus: {
    source: 'identity-sources-api D1',
    question: 'Which status answers the creation of a session?',
    answers: { 201: '201 Created', 200: '200 OK, as the published description says' },
    default: '201',
    reason: 'Every recording of the live service has it.',
  },
  startImportBody: {
    source: 'identity-sources-api D2',
    question: 'What is the body of start-import?',
    answers: { object: 'the session', array: 'an array with the session in it, as a published example shows' },
    default: 'object',
    reason: 'Recorded; the published schema agrees.',
  },
  listedSessions: {
    source: 'identity-sources-api D3',
    question: 'Which sessions does the list of active sessions hold?',
    answers: {
      active: 'CREATED, IN_PROGRESS and TRIGGERED',
      withoutInProgress: 'CREATED and TRIGGERED',
      all: 'sessions in every status',
    },
    default: 'active',
    reason: 'A half-loaded session is the one that a client most needs to find, because it blocks the next.',
  },
  listOrder: {
    source: 'identity-sources-api 2.3, question 4',
    question: 'In which order are sessions listed?',
    answers: { newestFirst: 'the newest first', oldestFirst: 'the oldest first' },
    default: 'newestFirst',
    reason: 'Not documented; clients must sort.',
  },
  loadableStatuses: {
    source: 'identity-sources-api D4',
    question: 'Into which sessions may data be loaded?',
    answers: { open: 'CREATED and IN_PROGRESS', created: 'CREATED only: one load for each session' },
    default: 'open',
    reason: 'Fifty loads for each session would be impossible otherwise; recorded.',
  },
  startableStatuses: {
    source: 'identity-sources-api D5',
    question: 'Which sessions may be started?',
    answers: { inProgress: 'IN_PROGRESS', open: 'CREATED and IN_PROGRESS: an empty session may be started' },
    default: 'inProgress',
    reason: 'A live test is refused on an empty session.',
  },
  cancelableStatuses: {
    source: 'identity-sources-api D6',
    question: 'Which sessions may be cancelled?',
    answers: { open: 'CREATED and IN_PROGRESS', created: 'CREATED only' },
    default: 'open',
    reason: 'The recorded error names both.',
  },
  unknownSession: {
    source: 'identity-sources-api D7',
    question: 'What answers an unknown session id?',
    answers: { 404: '404 E0000007', 400: '400 E0000001 "Identity Source Session ID is invalid"' },
    default: '404',
    reason: 'Seen live.',
  },
  expiringStatuses: {
    source: 'identity-sources-api D8',
    question: 'Which sessions expire?',
    answers: { open: 'CREATED and IN_PROGRESS', created: 'CREATED only' },
    default: 'open',
    reason: 'The description of the expiry event names both.',
  },
  sessionActivity: {
    source: 'identity-sources-api D9, question 3',
    question: 'What keeps a session from expiring?',
    answers: {
      writes: 'its creation and loads into it',
      requests: 'every request that names it, reading included',
      never: 'sessions never expire, as a nine days old recording suggests',
    },
    default: 'writes',
    reason: '"No activity" with the most predictable meaning.',
  },
  createConflict: {
    source: 'identity-sources-api D10, question 2',
    question: 'When is the creation of another session refused?',
    answers: {
      exclusive: 'while one is CREATED or IN_PROGRESS, or one TRIGGERED less than the cooldown ago is not finished',
      rate: 'while an active one was created or triggered less than the cooldown ago',
      strict: 'while any session is active',
    },
    default: 'exclusive',
    reason: 'It fits every sentence of the guide, and the live tests.',
  },
  emptyPayload: {
    source: 'identity-sources-api D11',
    question: 'What answers a load whose list is missing or empty?',
    answers: { reject: '400 E0000001', accept: '202; the session stays as it is' },
    default: 'reject',
    reason: 'Release notes of 2023 call accepting it a bug.',
  },
  emptyProfile: {
    source: 'identity-sources-api D11, 6.4; import-semantics 2.7',
    question: 'What becomes of a person with an empty profile in a load?',
    answers: { recordError: 'accepted, and an error of that record in the import', reject: '400 for the whole load' },
    default: 'recordError',
    reason: 'One bad record must not stop the two hundred beside it.',
  },
  unknownDeletes: {
    source: 'identity-sources-api D12',
    question: 'What becomes of deletes of ids that the source does not know?',
    answers: {
      drop: 'dropped when they are uploaded; alone they leave the session CREATED',
      stage: 'staged, and looked up again by the import',
    },
    default: 'drop',
    reason: 'The guide and a support article say so.',
  },
  droppedLoadCounts: {
    source: 'identity-sources-api D12, question 7',
    question: 'Does a load of which nothing was staged count towards the loads of a session?',
    answers: { yes: 'it counts', no: 'it does not count' },
    default: 'yes',
    reason: 'The stricter reading: a client that works under it works under both.',
  },
  invalidEntityType: {
    source: 'identity-sources-api D13',
    question: 'Which error answers a wrong entityType?',
    answers: {
      E0000003: '400 E0000003',
      E0000001: '400 E0000001 with the cause "entityType: The field entityType is not valid."',
    },
    default: 'E0000003',
    reason: 'The old reference; the other text is from a recording made by hand.',
  },
  missingEntityType: {
    source: 'identity-sources-api 2.6',
    question: 'What does a load of people without entityType mean?',
    answers: { users: 'people', reject: 'the error of a wrong entityType' },
    default: 'users',
    reason: 'A published client omits it.',
  },
  kilobyte: {
    source: 'identity-sources-api D14, question 6',
    question: 'How many bytes has a KB of the payload limit?',
    answers: { 1024: '1,024', 1000: '1,000' },
    default: '1024',
    reason: 'Not documented; clients should stay well below.',
  },
  compressedRequests: {
    source: 'identity-sources-api question 6',
    question: 'May a request body be gzip?',
    answers: {
      refuse: 'no: the error of a wrong media type',
      accept: 'yes; the payload limit counts the decompressed bytes',
    },
    default: 'refuse',
    reason: 'Not documented, so no client may rely on it.',
  },
  bulkRequestCount: {
    source: 'identity-sources-api D15',
    question: 'Which loads share the limit of loads in a session?',
    answers: { session: 'all kinds together', kind: 'each kind has its own' },
    default: 'session',
    reason: '"Maximum number of requests for a session".',
  },
  lastUpdatedOnLoad: {
    source: 'identity-sources-api 2.1',
    question: "Does a load move a session's lastUpdated?",
    answers: { moved: 'yes', kept: 'no' },
    default: 'moved',
    reason: 'What the name says.',
  },
  processingStatus: {
    source: 'identity-sources-api question 12',
    question: 'Which status does a session show while its import works?',
    answers: { TRIGGERED: 'TRIGGERED', IN_PROGRESS: 'IN_PROGRESS' },
    default: 'TRIGGERED',
    reason: 'The only one recorded.',
  },
  deleteStatus: {
    source: 'identity-sources-api D16, question 11',
    question: 'Which status answers the deletion of a single user or group?',
    answers: { 204: '204 No Content', 200: '200 without a body, as recorded for groups' },
    default: '204',
    reason: 'Documented; clients accept both.',
  },
  createUserBody: {
    source: 'identity-sources-api D17',
    question: 'What is the body of the answer to the creation of a single user?',
    answers: { user: 'the user', none: 'none' },
    default: 'user',
    reason: 'A client that expects none ignores it.',
  },
  membershipGroupField: {
    source: 'identity-sources-api D18',
    question: "Under which name is a membership's group sent?",
    answers: { groupExternalId: 'groupExternalId only', either: 'groupExternalId or externalId' },
    default: 'groupExternalId',
    reason: 'The published schema, the recordings and the SDKs agree; only prose says externalId.',
  },
  groupLoads: {
    source: 'identity-sources-api D19',
    question: 'May groups and memberships be loaded?',
    answers: { supported: 'yes', unsupported: 'no: 401 E0000015, as for a feature that is off' },
    default: 'supported',
    reason: 'Generally available since January 2026.',
  },
  groupDelete: {
    source: 'identity-sources-api D20',
    question: 'What does the deletion of a group do?',
    answers: { remove: 'the group is removed', deactivate: 'the group stays, without its members' },
    default: 'remove',
    reason: 'Groups have no inactive state.',
  },
  groupUpdate: {
    source: 'identity-sources-api 2.13',
    question: 'What becomes of the description that an update of a group omits?',
    answers: { merge: 'it stays', replace: 'it is cleared' },
    default: 'merge',
    reason: 'What is not said is not changed.',
  },
  groupIdOrder: {
    source: 'identity-sources-api 2.13',
    question: 'Which group is meant where an id is the id of one and the external id of another?',
    answers: { idFirst: 'the one with the id', externalIdFirst: 'the one with the external id' },
    default: 'idFirst',
    reason: 'The name of the parameter puts it first.',
  },
  unknownAttributes: {
    source: 'identity-sources-api question 5; import-semantics 2.7',
    question: 'What becomes of attributes that the schema of the source does not have?',
    answers: { drop: 'dropped by the import, with a warning', reject: '400 for the whole request' },
    default: 'drop',
    reason: 'Not documented; a published example sends one.',
  },
  nonStringValues: {
    source: 'identity-sources-api question 5',
    question: 'What becomes of numbers and booleans in a profile?',
    answers: { convert: 'their JSON text', reject: '400' },
    default: 'convert',
    reason: 'A published client sends a boolean.',
  },
  emptyStrings: {
    source: 'identity-sources-api 5; import-semantics 1.6',
    question: 'What does an empty text in a profile mean?',
    answers: { value: 'the empty text, which a least length may refuse', null: 'null' },
    default: 'value',
    reason: 'Null and empty are different things.',
  },
  externalIdCase: {
    source: 'identity-sources-api question 8',
    question: 'Do external ids that differ only in case mean the same?',
    answers: { distinct: 'no', same: 'yes: they are kept in lower case' },
    default: 'distinct',
    reason: 'An external id is opaque.',
  },
  externalIdBlanks: {
    source: 'identity-sources-api question 8',
    question: 'Are blanks around an external id part of it?',
    answers: { kept: 'yes', trimmed: 'no: they are cut off' },
    default: 'kept',
    reason: 'An external id is opaque.',
  },
  importOrder: {
    source: 'identity-sources-api question 9; import-semantics 2.8',
    question: 'In which order does an import work?',
    answers: {
      upsertsFirst: 'people, groups, memberships; then deletes of memberships, groups, people',
      deletesFirst: 'deletes of memberships, groups, people; then people, groups, memberships',
    },
    default: 'upsertsFirst',
    reason: 'A person who changes ids in one session is linked again before the old id goes.',
  },
  createExisting: {
    source: 'identity-sources-api question 10',
    question: 'What answers the creation of a single user or group whose external id exists?',
    answers: { 400: '400 E0000001', 409: '409 E0000195', update: 'it is updated' },
    default: '400',
    reason: 'Creating is not updating.',
  },
  validationCauses: {
    source: 'identity-sources-api question 1',
    question: 'Do validation errors say which field is wrong?',
    answers: { detailed: 'a cause for each field', none: 'errorCauses is empty' },
    default: 'detailed',
    reason: 'The texts are not documented; a client must live without them, people should not.',
  },
  mediaTypeError: {
    source: 'identity-sources-api 4.2 #24',
    question: 'What answers a wrong Content-Type?',
    answers: { 415: '415 E0000012', 400: '400 E0000021' },
    default: '415',
    reason: 'The status says what is wrong.',
  },
  missingContentLength: {
    source: 'identity-sources-api 1, 4.2 #26',
    question: 'What answers a POST or PUT with neither body nor Content-Length?',
    answers: { accept: 'what the body-less call means', 411: '411' },
    default: 'accept',
    reason: 'It is clear what is meant.',
  },
  inactiveSource: {
    source: 'identity-sources-api 4.2 #15',
    question: 'What answers a write to an identity source that is not active?',
    answers: { 400: '400 E0000001', 404: '404 E0000007' },
    default: '400',
    reason: 'A 404 of something that can still be read says less.',
  },
  insufficientScopeBody: {
    source: 'identity-sources-api 4.2 #20',
    question: 'What is the body of the refusal of an access token without the scope?',
    answers: { error: 'E0000006', empty: 'none; the WWW-Authenticate header says it' },
    default: 'error',
    reason: 'Most clients look for it.',
  },
  excessiveLimit: {
    source: 'identity-sources-api 4.2 #29',
    question: 'What does a page size above the largest mean?',
    answers: { clamp: 'the largest', reject: '400' },
    default: 'clamp',
    reason: 'Seen elsewhere in the same service.',
  },
  wrongUserStatus: {
    source: 'identity-sources-api 7.3; import-semantics 2.5',
    question: "What answers a lifecycle operation that the user's status does not allow?",
    answers: {
      specific:
        'suspend and unsuspend 400 E0000001 "Cannot suspend a user that is not active", unlock 403 E0000032, all others 403 E0000038',
      uniform: '403 E0000038',
    },
    default: 'specific',
    reason: 'Recorded; connectors look for these sentences to tell that nothing is left to do.',
  },
  duplicateGroupName: {
    source: 'identity-sources-api 7.4',
    question: "What answers the name of another of the directory's own groups?",
    answers: {
      400: '400 E0000001 with the cause "name: An object with this field already exists …"',
      409: '409 E0000055',
    },
    default: '400',
    reason: 'What the service answers for every other field that must be unique.',
  },
  invalidFormat: {
    source: 'import-semantics 2.7',
    question: 'What becomes of an attribute whose new value breaks its format (locale, country, time zone)?',
    answers: { keep: 'unchanged on update, null on creation, with a warning', clear: 'null, with a warning' },
    default: 'keep',
    reason: 'A wrong value is no reason to lose a right one.',
  },
  stagedOffboarding: {
    source: 'import-semantics 2.5',
    question: 'What becomes of a STAGED user whose record is deleted when the source suspends, or does nothing?',
    answers: { literal: 'stays STAGED', deactivate: 'deactivated, as a support article reports' },
    default: 'literal',
    reason: 'The setting means what it says: a pre-hire keeps the account.',
  },
  deactivatedProfiles: {
    source: 'import-semantics 2.4',
    question: 'Can the profile of a deactivated user be changed, by an import or by the Users API?',
    answers: { kept: 'no', updated: 'yes' },
    default: 'kept',
    reason: 'The default of the org option.',
  },
  partialFailure: {
    source: 'import-semantics 2.1',
    question: 'How does a session end of which every record failed?',
    answers: { completed: 'COMPLETED', error: 'ERROR' },
    default: 'completed',
    reason: 'ERROR is for failures of the service, not of data.',
  },
} as const satisfies Record<string, Ambiguity>;

export type AmbiguityName = keyof typeof AMBIGUITIES;

/** The answer that an org gives to every question. Answers that look like numbers are texts, too. */
export type Choices = {
  readonly [Name in AmbiguityName]: `${keyof (typeof AMBIGUITIES)[Name]['answers'] & (string | number)}`;
};

/** What an org says when it was told nothing. */
export const DEFAULT_CHOICES: Choices = Object.fromEntries(
  Object.entries(AMBIGUITIES).map(([name, { default: answer }]) => [name, answer]),
) as Choices;

/** Whether `name` is a switch of the register. */
export function isAmbiguity(name: string): name is AmbiguityName {
  return Object.hasOwn(AMBIGUITIES, name);
}

/** The answers to choose from. */
export function answersOf(name: AmbiguityName): readonly string[] {
  return Object.keys(AMBIGUITIES[name].answers);
}
