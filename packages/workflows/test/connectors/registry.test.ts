import { expect, test } from 'vitest';
import { okta } from '../../src/connectors/okta/connector.ts';
import { CONNECTORS, findAction } from '../../src/connectors/registry.ts';
import { stash } from '../../src/connectors/stash/connector.ts';

test.each([
  ['stash', 'createRow', { connector: stash, action: stash.actions.createRow }],
  ['stash', 'createRow_iGi7mXMM9E', { connector: stash, action: stash.actions.createRow }],
  ['stash_4151667dbd1c434fb0b7dae901b00cc7', 'createRow_a_b', { connector: stash, action: stash.actions.createRow }],
  ['okta', 'flyToTheMoon', { connector: okta, action: null }],
  ['okta', 'constructor', { connector: okta, action: null }],
  ['slack', 'httpRequest', null],
])('%s:%s is found by name alone', (connector, action, expected) => {
  expect(findAction(CONNECTORS, connector, action)).toEqual(expected);
});

test('names of connectors and cards have no underscore, which begins a hash', () => {
  const names = CONNECTORS.flatMap(({ name, actions, events = {} }) => [
    name,
    ...Object.keys(actions),
    ...Object.keys(events),
  ]);
  expect(names.filter((name) => name.includes('_'))).toEqual([]);
});

test('cards that stream say when', () => {
  const cards = CONNECTORS.flatMap(({ actions }) => Object.values(actions));
  expect(cards.filter(({ stream, streams }) => stream !== undefined && streams === undefined)).toEqual([]);
});

/** Okta cards of the packs that were counted (workflows-format 8.2). */
const CARDS =
  `hTTPRequest readUser updateUser bulkUserImport listUsersWithSearch triggerImportSession createAnImportSession
  addNewUserToGroup searchGroups listImportSessions getUsersGroups removeUserFromGroup createUser suspendUser
  listUsersWithFilter clearUserSessions searchUsers readGroup searchSystemLogs deleteImportSession searchApplications
  listGroupMembers activateUser createGroup deactivateUser assignGroupToApplication removeUserFromApplication
  mapProfileSourceAttributes listUsersAssignedToApplication resetPassword deleteUser readApplication
  listGroupsAssignedToApplication listApplicationsAssignedToUser deleteGroup updateGroup assignUserToApplicationForSSO
  getAssignedUserForApplication`.split(/\s+/);
const EVENTS = `userAddedToGroupMembership userCreated userRemovedFromGroupMembership userAddedToApplicationMembership
  oktaUserProfileUpdated accessCertificationDecisionSubmitted userDeactivated userActivated oktaUserPasswordUpdated
  userSuspended userReportedSuspiciousActivityBeta accessRequestCreated userRemovedFromApplicationMembership
  userMFAFactorDeactivated userSignedIn userMFAFactorActivated groupProfileUpdated groupDeleted`.split(/\s+/);

test('every Okta card that was ever seen in a pack is played', () => {
  expect(CARDS.filter((card) => !Object.hasOwn(okta.actions, card))).toEqual([]);
  expect(EVENTS.filter((event) => !Object.hasOwn(okta.events ?? {}, event))).toEqual([]);
});
