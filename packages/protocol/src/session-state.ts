import { type Choices, DEFAULT_CHOICES } from './ambiguities.ts';

/** Life of an import session (identity-sources-api 3.1, 3.2). */
export const SESSION_STATUSES = [
  'CREATED',
  'IN_PROGRESS',
  'TRIGGERED',
  'COMPLETED',
  'ERROR',
  'CLOSED',
  'EXPIRED',
] as const;

export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Everything that can move a session: calls of the client, and what the server does by itself. */
export const SESSION_OPERATIONS = ['load', 'start', 'cancel', 'expire', 'complete', 'fail'] as const;

export type SessionOperation = (typeof SESSION_OPERATIONS)[number];

/** Still open for loads: at most one such session per source. */
export const OPEN_SESSION_STATUSES: readonly SessionStatus[] = ['CREATED', 'IN_PROGRESS'];

/** Not over yet (identity-sources-api D3, reading A). */
export const ACTIVE_SESSION_STATUSES: readonly SessionStatus[] = ['CREATED', 'IN_PROGRESS', 'TRIGGERED'];

/** The answers of the register that choose statuses, and the statuses that each chooses. */
const CHOSEN_STATUSES = {
  loadableStatuses: { open: OPEN_SESSION_STATUSES, created: ['CREATED'] },
  startableStatuses: { inProgress: ['IN_PROGRESS'], open: OPEN_SESSION_STATUSES },
  cancelableStatuses: { open: OPEN_SESSION_STATUSES, created: ['CREATED'] },
  expiringStatuses: { open: OPEN_SESSION_STATUSES, created: ['CREATED'] },
  listedSessions: {
    active: ACTIVE_SESSION_STATUSES,
    withoutInProgress: ['CREATED', 'TRIGGERED'],
    all: SESSION_STATUSES,
  },
} as const satisfies { readonly [Name in keyof Choices]?: Readonly<Record<Choices[Name], readonly SessionStatus[]>> };

type StatusSwitch = keyof typeof CHOSEN_STATUSES;

/** The answers of an org on which the life of its sessions depends. */
export type SessionChoices = Pick<Choices, StatusSwitch>;

interface Rule {
  /** The statuses from which the operation is possible, or the switch that says. */
  readonly from: readonly SessionStatus[] | StatusSwitch;
  readonly to: SessionStatus;
}

/**
 * The whole machine. `load` stands for a bulk load that stages at least one entity: one that stages nothing leaves the
 * session as it is (identity-sources-api 2.7, D11, D12).
 */
const MACHINE: Readonly<Record<SessionOperation, Rule>> = {
  load: { from: 'loadableStatuses', to: 'IN_PROGRESS' },
  start: { from: 'startableStatuses', to: 'TRIGGERED' },
  cancel: { from: 'cancelableStatuses', to: 'CLOSED' },
  expire: { from: 'expiringStatuses', to: 'EXPIRED' },
  complete: { from: ['TRIGGERED'], to: 'COMPLETED' },
  fail: { from: ['TRIGGERED'], to: 'ERROR' },
};

/** The statuses in which the operation is possible, in the order of {@link SESSION_STATUSES}. */
export function statusesFor(
  operation: SessionOperation,
  choices: SessionChoices = DEFAULT_CHOICES,
): readonly SessionStatus[] {
  const { from } = MACHINE[operation];
  return typeof from === 'string' ? chosenStatuses(from, choices) : from;
}

/** The status after the operation, or `undefined` where the session refuses it. */
export function nextSessionStatus(
  status: SessionStatus,
  operation: SessionOperation,
  choices: SessionChoices = DEFAULT_CHOICES,
): SessionStatus | undefined {
  return statusesFor(operation, choices).includes(status) ? MACHINE[operation].to : undefined;
}

/** The statuses of the sessions that the list of a source holds (identity-sources-api D3). */
export function listedStatuses(choices: SessionChoices = DEFAULT_CHOICES): readonly SessionStatus[] {
  return chosenStatuses('listedSessions', choices);
}

function chosenStatuses<Name extends StatusSwitch>(name: Name, choices: SessionChoices): readonly SessionStatus[] {
  const answers: { readonly [answer: string]: readonly SessionStatus[] } = CHOSEN_STATUSES[name];
  const statuses = answers[choices[name]];
  if (statuses === undefined) throw new TypeError(`${choices[name]} is no answer to ${name}`);
  return statuses;
}
