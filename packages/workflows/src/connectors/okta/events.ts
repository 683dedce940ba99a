import { getKey, isList, isObject, type Value, type ValueObject } from '../../values/value.ts';
import type { EventTrigger } from '../connector.ts';
import { debugContext, principal } from './names.ts';
import { part } from './output.ts';

/** Cards that start flows, and the events of the System Log that start them (workflows-format 5.10, 8.2). */
export const oktaEvents: Readonly<Record<string, EventTrigger>> = {
  userCreated: on('User Created', 'user.lifecycle.create'),
  userActivated: on('User Activated', 'user.lifecycle.activate'),
  userDeactivated: on('User Deactivated', 'user.lifecycle.deactivate'),
  userSuspended: on('User Suspended', 'user.lifecycle.suspend'),
  userUnsuspended: on('User Unsuspended', 'user.lifecycle.unsuspend'),
  userUnlocked: on('User Unlocked', 'user.account.unlock'),
  userDeleted: on('User Deleted', 'user.lifecycle.delete.completed'),
  userSignedIn: on('User Signed In', 'user.session.start'),
  oktaUserProfileUpdated: on('User Okta Profile Updated', 'user.account.update_profile'),
  oktaUserPasswordUpdated: on('User Okta Password Updated', 'user.account.update_password'),
  userMFAFactorActivated: on('User MFA Factor Activated', 'user.mfa.factor.activate'),
  userMFAFactorDeactivated: on('User MFA Factor Deactivated', 'user.mfa.factor.deactivate'),
  userReportedSuspiciousActivityBeta: on(
    'User Reported Suspicious Activity',
    'user.account.report_suspicious_activity_by_enduser',
  ),
  userAddedToGroupMembership: on('User Added to Group', 'group.user_membership.add'),
  userRemovedFromGroupMembership: on('User Removed from Group', 'group.user_membership.remove'),
  userAddedToApplicationMembership: on('User Assigned to Application', 'application.user_membership.add'),
  userRemovedFromApplicationMembership: on('User Unassigned from Application', 'application.user_membership.remove'),
  groupCreated: on('Group Created', 'group.lifecycle.create'),
  groupDeleted: on('Group Deleted', 'group.lifecycle.delete'),
  groupProfileUpdated: on('Group Profile Updated', 'group.profile.update'),
  accessRequestCreated: on('Access Request Created', 'access.request.create'),
  accessCertificationDecisionSubmitted: on(
    'Access Certification Decision Submitted',
    'certification.campaign.item.decide',
  ),
};

function on(title: string, ...eventTypes: readonly string[]): EventTrigger {
  return { title, eventTypes };
}

/** Types of targets, and the field of a card that shows the first of each. */
const TARGET_FIELDS = [
  ['Okta User', 'User'],
  ['Group', 'UserGroup'],
  ['Application', 'AppInstance'],
  ['Application User', 'AppUser'],
] as const;

/**
 * The output `collection` of a card that starts flows: one item for each event of the trigger's types, in their order
 * (workflows-format 5.10). An item's fields are those that the event card shows in the group `Output`.
 * @param events entries of the System Log as its API gives them
 */
export function eventCollection(trigger: EventTrigger, events: readonly ValueObject[]): readonly ValueObject[] {
  return events.filter((event) => trigger.eventTypes.includes(String(getKey(event, 'eventType')))).map(eventFields);
}

/**
 * Whether an event is about what the card's options choose: an app (`instance`, or `application`) or a group by id. Options that are
 * not set choose everything.
 */
export function concernsOptions(options: ValueObject, event: ValueObject): boolean {
  const chosen = ['instance', 'application', 'group', 'groupId'].flatMap((name) => {
    const id = getKey(options, name);
    return typeof id === 'string' && id !== '' && !id.startsWith('--') ? [id] : [];
  });
  const ids = targetsOf(event).map((target) => getKey(target, 'id'));
  return chosen.every((id) => ids.includes(id));
}

function eventFields(event: ValueObject): ValueObject {
  const targets = targetsOf(event);
  const shown: { [key: string]: Value } = {};
  for (const [field, type] of TARGET_FIELDS) {
    const target = targets.find((one) => getKey(one, 'type') === type);
    if (target !== undefined) shown[field] = principal(target);
  }
  return {
    'Date and Time': getKey(event, 'published'),
    Message: getKey(event, 'displayMessage'),
    'Event ID': getKey(event, 'uuid'),
    'Event Type': getKey(event, 'eventType'),
    'Event Time': getKey(event, 'published'),
    Version: getKey(event, 'version'),
    Admin: principal(part(event, 'actor')),
    Actor: principal(part(event, 'actor')),
    ...shown,
    UUID: getKey(event, 'uuid'),
    'Event Details': event,
    Headers: {},
    Source: '',
    'Debug Context': debugContext(event),
  };
}

function targetsOf(event: ValueObject): readonly ValueObject[] {
  const targets = getKey(event, 'target');
  return isList(targets) ? targets.filter(isObject) : [];
}
