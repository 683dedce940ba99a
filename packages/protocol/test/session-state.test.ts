import { describe, expect, it } from 'vitest';
import { DEFAULT_CHOICES } from '../src/ambiguities.ts';
import {
  ACTIVE_SESSION_STATUSES,
  listedStatuses,
  nextSessionStatus,
  OPEN_SESSION_STATUSES,
  SESSION_OPERATIONS,
  SESSION_STATUSES,
  type SessionChoices,
  statusesFor,
} from '../src/session-state.ts';

describe('nextSessionStatus', () => {
  it('is the published matrix of operations and statuses', () => {
    const matrix = Object.fromEntries(
      SESSION_OPERATIONS.map((operation) => [
        operation,
        Object.fromEntries(
          SESSION_STATUSES.map((status) => [status, nextSessionStatus(status, operation) ?? 'refused']),
        ),
      ]),
    );
    const refused = { COMPLETED: 'refused', ERROR: 'refused', CLOSED: 'refused', EXPIRED: 'refused' };
    expect(matrix).toEqual({
      load: { CREATED: 'IN_PROGRESS', IN_PROGRESS: 'IN_PROGRESS', TRIGGERED: 'refused', ...refused },
      start: { CREATED: 'refused', IN_PROGRESS: 'TRIGGERED', TRIGGERED: 'refused', ...refused },
      cancel: { CREATED: 'CLOSED', IN_PROGRESS: 'CLOSED', TRIGGERED: 'refused', ...refused },
      expire: { CREATED: 'EXPIRED', IN_PROGRESS: 'EXPIRED', TRIGGERED: 'refused', ...refused },
      complete: { CREATED: 'refused', IN_PROGRESS: 'refused', TRIGGERED: 'COMPLETED', ...refused },
      fail: { CREATED: 'refused', IN_PROGRESS: 'refused', TRIGGERED: 'ERROR', ...refused },
    });
  });

  it('calls open what can be loaded, and active what is not over', () => {
    expect(OPEN_SESSION_STATUSES).toEqual(SESSION_STATUSES.filter((status) => nextSessionStatus(status, 'load')));
    expect(ACTIVE_SESSION_STATUSES).toEqual(
      SESSION_STATUSES.filter((status) => SESSION_OPERATIONS.some((operation) => nextSessionStatus(status, operation))),
    );
  });
});

describe('the answers of an org', () => {
  const choose = (choices: Partial<SessionChoices>): SessionChoices => ({ ...DEFAULT_CHOICES, ...choices });

  it.each([
    ['load', { loadableStatuses: 'open' }, ['CREATED', 'IN_PROGRESS']],
    ['load', { loadableStatuses: 'created' }, ['CREATED']],
    ['start', { startableStatuses: 'inProgress' }, ['IN_PROGRESS']],
    ['start', { startableStatuses: 'open' }, ['CREATED', 'IN_PROGRESS']],
    ['cancel', { cancelableStatuses: 'open' }, ['CREATED', 'IN_PROGRESS']],
    ['cancel', { cancelableStatuses: 'created' }, ['CREATED']],
    ['expire', { expiringStatuses: 'open' }, ['CREATED', 'IN_PROGRESS']],
    ['expire', { expiringStatuses: 'created' }, ['CREATED']],
  ] as const)('%s with %j is possible from %j, and from nowhere else', (operation, choices, statuses) => {
    expect(statusesFor(operation, choose(choices))).toEqual(statuses);
    expect(SESSION_STATUSES.filter((status) => nextSessionStatus(status, operation, choose(choices)))).toEqual(
      statuses,
    );
  });

  it.each([
    ['active', ['CREATED', 'IN_PROGRESS', 'TRIGGERED']],
    ['withoutInProgress', ['CREATED', 'TRIGGERED']],
    ['all', SESSION_STATUSES],
  ] as const)('listedSessions=%s lists %j', (listedSessions, statuses) => {
    expect(listedStatuses(choose({ listedSessions }))).toEqual(statuses);
  });
});
