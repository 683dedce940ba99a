/**
 * Where Headwater answers other than Okta's published OpenAPI description of the Identity Sources API says, and why. This is the one
 * list: `docs/reference/differences.md` is rendered from it, and the contract tests allow nothing else.
 */

/** Bulk loads, by the names of the published description. */
export const LOAD_OPERATIONS = [
  'uploadIdentitySourceDataForUpsert',
  'uploadIdentitySourceDataForDelete',
  'uploadIdentitySourceGroupsForUpsert',
  'uploadIdentitySourceGroupsDataForDelete',
  'uploadIdentitySourceGroupMembershipsForUpsert',
  'uploadIdentitySourceGroupMembershipsForDelete',
] as const;

/** Operations that take a body and are about one person, group or member. */
const SINGLE_WRITES = [
  'createIdentitySourceUser',
  'replaceExistingIdentitySourceUser',
  'updateIdentitySourceUsers',
  'createIdentitySourceGroups',
  'updateIdentitySourceGroups',
  'createIdentitySourceGroupsMemberships',
] as const;

/** Every operation, by the names of the published description. */
export const OPERATIONS = [
  'createIdentitySourceSession',
  'listIdentitySourceSessions',
  'getIdentitySourceSession',
  'deleteIdentitySourceSession',
  ...LOAD_OPERATIONS,
  'startImportFromIdentitySource',
  ...SINGLE_WRITES,
  'getIdentitySourceUser',
  'deleteIdentitySourceUser',
  'getIdentitySourceGroup',
  'deleteIdentitySourceGroup',
  'getIdentitySourceGroupMemberships',
  'deleteIdentitySourceGroupMemberships',
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** A status that the published description does not list for these operations. */
export interface StatusDifference {
  readonly operations: readonly Operation[];
  readonly status: number;
  readonly when: string;
  readonly why: string;
  readonly reference: string;
}

export const STATUS_DIFFERENCES: readonly StatusDifference[] = [
  {
    operations: ['createIdentitySourceSession'],
    status: 201,
    when: 'the session was created',
    why: 'The description says 200. Every recording of the live service, and the tests Okta runs against it, have 201; SDKs take both.',
    reference: 'C1, D1',
  },
  {
    operations: ['createIdentitySourceSession'],
    status: 400,
    when: 'the source has an open session, or one triggered less than five minutes ago that is not finished (E0000001)',
    why: 'The rule and its error are in the guide and in the old reference; the description omits it.',
    reference: 'D10',
  },
  {
    operations: ['deleteIdentitySourceSession'],
    status: 400,
    when: 'the session is neither CREATED nor IN_PROGRESS (E0000001)',
    why: 'Recorded, with this exact body.',
    reference: 'D6',
  },
  {
    operations: ['startImportFromIdentitySource'],
    status: 400,
    when: 'the session is not IN_PROGRESS (E0000001)',
    why: 'The sentence is from a support article, the status from a live test.',
    reference: 'D5',
  },
  {
    operations: OPERATIONS,
    status: 401,
    when: 'the token is missing, wrong, revoked, or unused for too long (E0000011)',
    why: 'Every Okta API answers so; the description of these operations lists no 401.',
    reference: '–',
  },
  {
    operations: SINGLE_WRITES.filter((name) => name !== 'createIdentitySourceGroupsMemberships'),
    status: 400,
    when: 'the body is not well-formed (E0000003), a value is refused, or the person or group is there already (E0000001)',
    why: 'What cannot be stored must be answered somehow; the description lists 400 for bulk loads and members only.',
    reference: '–',
  },
  {
    operations: [...LOAD_OPERATIONS, ...SINGLE_WRITES],
    status: 415,
    when: 'the body is declared to be something else than JSON (E0000012)',
    why: 'The catalogue has the code; what the live service answers is not known.',
    reference: '–',
  },
];

/** An answer whose body is not as the published description says. */
export interface ContentDifference {
  readonly operations: readonly Operation[];
  /** The first words of what a validator says. */
  readonly details: readonly string[];
  readonly published: string;
  readonly headwater: string;
  readonly reference: string;
}

export const CONTENT_DIFFERENCES: readonly ContentDifference[] = [
  {
    operations: ['createIdentitySourceUser'],
    details: [
      'the content type is application/json where no content is described',
      'there is a body where none is described',
    ],
    published: 'The created person is not returned.',
    headwater: 'The person, as a recording has it; SDKs ignore it.',
    reference: 'D17',
  },
  {
    operations: ['getIdentitySourceUser', 'replaceExistingIdentitySourceUser', 'updateIdentitySourceUsers'],
    details: ['body/profile/secondEmail must be string'],
    published:
      'An attribute without a value is left out, or `null` where the schema allows it: `secondEmail` does not.',
    headwater: 'Every attribute of the source is there, `null` without a value, as recorded.',
    reference: '–',
  },
];

/** A question that the published texts answer in several ways, or not at all. */
export interface Reading {
  readonly question: string;
  readonly published: string;
  readonly headwater: string;
  readonly reference: string;
}

export const READINGS = {
  startAnswersObject: {
    question: 'What does start-import answer?',
    published: 'The schema is an object, the example an array with one element.',
    headwater: 'The object, as recorded. An array makes the Node SDK yield an empty object.',
    reference: 'C3, D2',
  },
  listIsActiveOnly: {
    question: 'Which sessions does the list hold?',
    published: '“List all”, with closed and expired sessions in the example; the guide says the active ones.',
    headwater: 'CREATED, IN_PROGRESS and TRIGGERED: “processing is complete when no active session is returned”.',
    reference: 'D3',
  },
  loadsWhileInProgress: {
    question: 'In which states can data be loaded?',
    published: '“Only in CREATED”, and: up to 50 loads, of which the first moves the session to IN_PROGRESS.',
    headwater: 'CREATED and IN_PROGRESS.',
    reference: 'D4',
  },
  startNeedsData: {
    question: 'Can a session be triggered that has no data?',
    published: 'The old reference triggers a CREATED session; the guide and a support article need IN_PROGRESS.',
    headwater: 'IN_PROGRESS only.',
    reference: 'D5',
  },
  unknownSessionIs404: {
    question: 'What is the answer for an unknown session?',
    published: '404 in the description, 400 in the old reference.',
    headwater: '404 E0000007.',
    reference: 'D7',
  },
  emptyPayload: {
    question: 'What becomes of a load without a body, or with an empty list?',
    published:
      'The guide: the session stays CREATED. The old reference: E0000003 without a body, E0000001 for an empty list.',
    headwater: '400 with these codes, and the session stays as it is: both texts hold.',
    reference: 'D11',
  },
  unknownDeletes: {
    question: 'What becomes of deletes of unknown external ids?',
    published: 'They are ignored; with nothing else loaded the session stays CREATED and cannot be triggered.',
    headwater: '202; the dropped ids are in the receipts of the import; alone they leave the session CREATED.',
    reference: 'D12',
  },
  otherEntityType: {
    question: 'Which error has an entity type that is not USERS?',
    published:
      'E0000003 in the old reference, E0000001 in a recording that looks made by hand. Some clients send none at all.',
    headwater: '400 E0000003; a missing entity type means USERS.',
    reference: 'D13',
  },
  acceptedHasNoType: {
    question: 'Which headers has the empty 202?',
    published: 'The old reference shows `Content-Type: application/json`.',
    headwater:
      '`Content-Length: 0` and no type, as recorded: with a type and no body the Node SDK fails to parse nothing.',
    reference: '–',
  },
} as const satisfies Readonly<Record<string, Reading>>;

export type ReadingName = keyof typeof READINGS;

/** The page of the documentation. */
export function renderDifferences(): string {
  const statuses = STATUS_DIFFERENCES.map(({ operations, status, when, why, reference }) => {
    const names =
      operations.length === OPERATIONS.length ? 'all' : operations.map((name) => `\`${name}\``).join('<br>');
    return `| ${status} | ${names} | ${when} | ${why} | ${reference} |`;
  });
  const contents = CONTENT_DIFFERENCES.map(
    ({ operations, published, headwater, reference }) =>
      `| ${operations.map((name) => `\`${name}\``).join('<br>')} | ${published} | ${headwater} | ${reference} |`,
  );
  const readings = Object.values<Reading>(READINGS).map(
    ({ question, published, headwater, reference }) => `| ${question} | ${published} | ${headwater} | ${reference} |`,
  );
  return `${[
    '# Differences from Okta’s published description',
    '',
    'Headwater speaks the Identity Sources API so that a client cannot tell it from Okta. Okta’s OpenAPI description, its guide, its older',
    'reference and the recorded behaviour of the live service do not always agree with each other. Where they differ, Headwater does what was',
    'recorded. This page lists every such place; each of the last table is a switch of the [ambiguity register](ambiguities.md) as well. The',
    'contract tests record the answers of a real server, and fail when an answer differs from the description and is not listed here.',
    '',
    'C and D numbers count the contradictions in the sources: C within the description, D between the sources.',
    '',
    '## Statuses the description does not list',
    '',
    '| Status | Operations | When | Why | Reference |',
    '| --- | --- | --- | --- | --- |',
    ...statuses,
    '',
    '## Bodies the description does not have',
    '',
    '| Operations | Published | Headwater | Reference |',
    '| --- | --- | --- | --- |',
    ...contents,
    '',
    '## Where the published texts disagree',
    '',
    '| Question | Published | Headwater | Reference |',
    '| --- | --- | --- | --- |',
    ...readings,
  ].join('\n')}\n`;
}
