import { describe, expect, test } from 'vitest';
import { concernsOptions, eventCollection, oktaEvents } from '../../../src/connectors/okta/events.ts';
import { logRecord } from '../../../src/connectors/okta/names.ts';
import { next, runOkta, streamOkta } from './run-okta.ts';

const target = (type: string, id: string) => ({
  id,
  type,
  alternateId: `${id}@x`,
  displayName: id.toUpperCase(),
  detailEntry: null,
});
const shown = (type: string, id: string) => ({
  ID: id,
  'Alternate ID': `${id}@x`,
  'Display Name': id.toUpperCase(),
  Type: type,
});

const EVENT = {
  uuid: 'e1',
  published: '2026-01-01T00:00:00.000Z',
  eventType: 'group.user_membership.add',
  version: '0',
  severity: 'INFO',
  displayMessage: 'Add user to group membership',
  actor: target('User', 'admin'),
  target: [target('User', '00u1'), target('UserGroup', '00g1')],
  client: { ipAddress: '10.0.0.1', userAgent: { rawUserAgent: 'curl' } },
  debugContext: { debugData: { requestUri: '/x' } },
};

describe('Search System Logs', () => {
  test('asks until the present, with equal fields and the author’s own filter', async () => {
    const call = {
      options: { resultSet: 'First 200 Matching Records', searchBy: 'Expression' },
      inputs: {
        'Search By': { 'Event Type': 'user.session.start', 'actor.id': '00u1', 'Custom Filter': 'a eq "b"' },
        Date: { since: '2025-12-31' },
        Sort: { order: 'DESCENDING' },
      },
    };
    const { calls, outputs } = await runOkta('searchSystemLogs', call, { body: [EVENT] });
    const filter = encodeURIComponent('eventType eq "user.session.start" and actor.id eq "00u1" and (a eq "b")');
    expect(calls).toEqual([
      {
        method: 'GET',
        url: `/api/v1/logs?since=2025-12-31T00%3A00%3A00.000Z&until=2026-01-01T00%3A00%3A00.000Z&filter=${filter}&sortOrder=DESCENDING&limit=200`,
      },
    ]);
    expect(outputs).toEqual({ Result: { Logs: [logRecord(EVENT)] } });
    expect(logRecord(EVENT)).toMatchObject({
      Actor: shown('User', 'admin'),
      Target: EVENT.target,
      Client: { 'IP Address': '10.0.0.1', 'User Agent': { 'Raw User Agent': 'curl' } },
      'Debug Context': { 'Debug Data': { requestUri: '/x' } },
      'Raw Output': EVENT,
    });
  });

  test('streams by keyword, and ends at an empty page although it links to another', async () => {
    const call = {
      options: { resultSet: 'Stream Matching Records' },
      inputs: { 'Search By': { Keyword: 'ann' }, Date: { Until: '2026-01-01' } },
    };
    const { pages, calls } = await streamOkta('searchSystemLogs', call, [
      { headers: next('/api/v1/logs?after=1'), body: [EVENT] },
      { headers: next('/api/v1/logs?after=2'), body: [] },
    ]);
    expect(calls.map(({ url }) => url)).toEqual([
      '/api/v1/logs?until=2026-01-01T00%3A00%3A00.000Z&q=ann&limit=200',
      '/api/v1/logs?after=1',
    ]);
    expect(pages).toEqual([[logRecord(EVENT)], []]);
  });
});

describe('events that start flows', () => {
  const trigger = oktaEvents.userAddedToGroupMembership ?? { title: '', eventTypes: [] };

  test('become items with the fields of their card, in order', () => {
    const other = { ...EVENT, eventType: 'group.user_membership.remove' };
    const later = { ...EVENT, uuid: 'e2', target: [target('User', '00u2')] };
    const [first, second, ...rest] = eventCollection(trigger, [EVENT, other, later]);
    expect(first).toEqual({
      'Date and Time': EVENT.published,
      Message: 'Add user to group membership',
      'Event ID': 'e1',
      'Event Type': 'group.user_membership.add',
      'Event Time': EVENT.published,
      Version: '0',
      Admin: shown('User', 'admin'),
      Actor: shown('User', 'admin'),
      'Okta User': shown('User', '00u1'),
      Group: shown('UserGroup', '00g1'),
      UUID: 'e1',
      'Event Details': EVENT,
      Headers: {},
      Source: '',
      'Debug Context': { 'Debug Data': { requestUri: '/x' } },
    });
    expect([second?.UUID, second?.['Okta User'], rest]).toEqual(['e2', shown('User', '00u2'), []]);
  });

  test.each([
    [{}, true],
    [{ instance: '00g1' }, true],
    [{ instance: '0oaX' }, false],
    [{ application: '-- Any --', app: 'hr' }, true],
  ])('with options %j concern the flow: %j', (options, expected) => {
    expect(concernsOptions(options, EVENT)).toBe(expected);
  });
});
