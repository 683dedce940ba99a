/** What the System Log says of every event of one type. */
export interface EventTypeEntry {
  /** The sentence for people, `displayMessage` on the wire. */
  readonly message: string;
  /** Severity of a success; a failure is at least a WARN. */
  readonly severity: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
}

function info(message: string): EventTypeEntry {
  return { message, severity: 'INFO' };
}

function warn(message: string): EventTypeEntry {
  return { message, severity: 'WARN' };
}

/**
 * Every event type that Headwater emits, recorded or derived. Names are those of the published catalogue
 * (import-semantics 4.2, identity-sources-api 8), so that existing filters and hooks keep working; nothing else is invented.
 */
export const EVENT_TYPES = {
  'app.oauth2.admin.consent.grant': info('Grant a scope to OAuth 2.0 client app'),
  'app.oauth2.admin.consent.revoke': info('Revoke a scope of OAuth 2.0 client app'),
  'app.oauth2.client.privilege.grant': info('Grant admin role to OAuth 2.0 client app'),
  'app.oauth2.client.privilege.revoke': info('Revoke admin role of OAuth 2.0 client app'),
  'app.oauth2.credentials.lifecycle.create': info('Create credential of OAuth 2.0 client app'),
  'app.oauth2.credentials.lifecycle.delete': info('Delete credential of OAuth 2.0 client app'),
  'app.oauth2.token.grant.access_token': info('Grant access token to OAuth 2.0 client app'),
  'app.user_management.update_from_master_failed': warn('Fail to update user profile from profile source'),
  'app.user_management.user_group_import.delete_success': info('Delete imported group'),
  'app.user_management.user_group_import.upsert_fail': warn('Fail to create or update imported group'),
  'app.user_management.user_group_import.upsert_success': info('Create or update imported group'),
  'application.appuser.mapping.invalid.expression': warn('Evaluate invalid expression in profile mapping'),
  'application.lifecycle.activate': info('Activate application'),
  'application.lifecycle.create': info('Create application'),
  'application.lifecycle.deactivate': info('Deactivate application'),
  'application.lifecycle.delete': info('Delete application'),
  'application.lifecycle.update': info('Update application'),
  'application.provision.field_mapping_rule.change': info('Change profile mapping'),
  'application.user_membership.add': info('Add user to application membership'),
  'application.user_membership.remove': info("Remove user's application membership"),
  'directory.app_user_profile.update': info('Update application user profile'),
  'directory.linked_object.create': info('Create linked object definition'),
  'directory.linked_object.delete': info('Delete linked object definition'),
  'directory.user_profile.update': info('Update Okta user profile'),
  'group.lifecycle.create': info('Create Okta group'),
  'group.lifecycle.delete': info('Delete Okta group'),
  'group.profile.update': info('Update Okta group profile'),
  'group.user_membership.add': info('Add user to group membership'),
  'group.user_membership.remove': info('Remove user from group membership'),
  'system.api_token.create': info('Create API token'),
  'system.api_token.request_outside_allowed_range': warn('Use of API token outside its allowed networks'),
  'system.api_token.revoke': info('Revoke API token'),
  'system.identity_sources.bulk_delete': info('Upload users to delete into import session'),
  'system.identity_sources.bulk_device_delete': info('Upload devices to delete into import session'),
  'system.identity_sources.bulk_device_upsert': info('Upload devices into import session'),
  'system.identity_sources.bulk_group_delete': info('Upload groups to delete into import session'),
  'system.identity_sources.bulk_group_membership_delete': info(
    'Upload group memberships to delete into import session',
  ),
  'system.identity_sources.bulk_group_membership_upsert': info('Upload group memberships into import session'),
  'system.identity_sources.bulk_group_upsert': info('Upload groups into import session'),
  'system.identity_sources.bulk_upsert': info('Upload users into import session'),
  'system.identity_sources.group.create': info('Create identity source group'),
  'system.identity_sources.group.delete': info('Delete identity source group'),
  'system.identity_sources.group.update': info('Update identity source group'),
  'system.identity_sources.group.user.assign': info('Assign user to identity source group'),
  'system.identity_sources.group.user.revoke': info('Revoke user from identity source group'),
  'system.identity_sources.user.create': info('Create identity source user'),
  'system.identity_sources.user.delete': info('Delete identity source user'),
  'system.identity_sources.user.update': info('Update identity source user'),
  'system.import.complete': info('Complete import'),
  'system.import.group.complete': info('Complete import of groups'),
  'system.import.group.create': info('Create group in import'),
  'system.import.group.delete': info('Delete group in import'),
  'system.import.group.start': info('Start import of groups'),
  'system.import.group.update': info('Update group in import'),
  'system.import.group_membership.complete': info('Complete import of group memberships'),
  'system.import.membership_processing.complete': info('Complete processing of group memberships in import'),
  'system.import.membership_processing.start': info('Start processing of group memberships in import'),
  'system.import.object_creation.complete': info('Complete creation of objects in import'),
  'system.import.object_creation.start': info('Start creation of objects in import'),
  'system.import.session.cancelled': info('Cancel import session'),
  'system.import.session.created': info('Create import session'),
  'system.import.session.expired': info('Expire import session'),
  'system.import.session.triggered': info('Trigger import session'),
  'system.import.start': info('Start import'),
  'system.import.user.complete': info('Complete import of users'),
  'system.import.user.create': info('Create user in import'),
  'system.import.user.delete': info('Delete user in import'),
  'system.import.user.match': info('Match user in import'),
  'system.import.user.suspend': info('Suspend user in import'),
  'system.import.user.unsuspend': info('Unsuspend user in import'),
  'system.import.user.update': info('Update user in import'),
  'system.import.user.update_user_lifecycle_from_master': info('Update user status from profile source'),
  'system.import.user_matching.complete': info('Complete matching of users in import'),
  'system.import.user_matching.start': info('Start matching of users in import'),
  'system.rate_limit.configuration.update': info('Change limits or switches of the org'),
  'user.account.expire_password': info('Expire password of Okta user'),
  'user.account.reset_password': info('Reset password of Okta user'),
  'user.account.unlock': info('Unlock Okta user'),
  'user.account.update_password': info('Update user password for Okta'),
  'user.account.update_profile': info('Update user profile for Okta'),
  'user.lifecycle.activate': info('Activate Okta user'),
  'user.lifecycle.create': info('Create Okta user'),
  'user.lifecycle.deactivate': info('Deactivate Okta user'),
  'user.lifecycle.delete.completed': info('Delete Okta user'),
  'user.lifecycle.reactivate': info('Reactivate Okta user'),
  'user.lifecycle.suspend': info('Suspend Okta user'),
  'user.lifecycle.unsuspend': info('Unsuspend Okta user'),
  'user.session.start': info('User login to Okta'),
  'workflows.user.connection.create': info('Create connection of flows'),
  'workflows.user.connection.delete': info('Delete connection of flows'),
  'workflows.user.connection.reauthorize': info('Change credentials of connection of flows'),
  'workflows.user.flow.activate': info('Switch flow on'),
  'workflows.user.flow.deactivate': info('Switch flow off'),
  'workflows.user.folder.delete': info('Delete pack of flows'),
  'workflows.user.folder.import': info('Import pack of flows'),
} as const satisfies Readonly<Record<string, EventTypeEntry>>;

/** A type of the catalogue, such as `system.import.session.created`. */
export type EventType = keyof typeof EVENT_TYPES;

/** Whether `name` is in the catalogue. */
export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENT_TYPES, name);
}
