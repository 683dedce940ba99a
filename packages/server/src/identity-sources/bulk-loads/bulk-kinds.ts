import {
  BulkDeleteRequest,
  BulkDeviceDeleteRequest,
  BulkDeviceUpsertRequest,
  BulkGroupDeleteRequest,
  BulkGroupMembershipsRequest,
  BulkGroupUpsertRequest,
  BulkUpsertRequest,
  EXTERNAL_ID_LENGTH,
  type ImportClass,
  type RecordAction,
} from '@headwater/protocol';
import type { TSchema } from 'typebox';
import type { EventType } from '../../system-log/event-types.ts';
import { stageDevices } from './stage-devices.ts';
import { stageExternalIds } from './stage-external-ids.ts';
import { stageGroups } from './stage-groups.ts';
import type { ListField, StagedItems, StageRules } from './stage-items.ts';
import { stageMemberships } from './stage-memberships.ts';
import { stageUserDeletes, stageUserUpserts } from './stage-users.ts';

/** One kind of bulk load: an endpoint of a session (identity-sources-api 2.6-2.11). */
export interface BulkKind {
  /** Last segment of its path. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** The list of the body that holds the items. */
  readonly field: ListField;
  /** Documents the body; `stage` is what checks it. */
  readonly body: TSchema;
  readonly class: ImportClass;
  readonly action: RecordAction;
  /** Throws `malformedBody` or `validationFailed` for a body that is not as it must be. */
  readonly stage: (body: unknown, rules: StageRules) => StagedItems;
  /** What the System Log says of an accepted load. */
  readonly event: EventType;
}

export const BULK_KINDS: readonly BulkKind[] = [
  {
    path: 'bulk-upsert',
    operationId: 'uploadIdentitySourceDataForUpsert',
    summary: 'Upload people to create or update',
    field: 'profiles',
    body: BulkUpsertRequest,
    class: 'users',
    action: 'upsert',
    stage: stageUserUpserts,
    event: 'system.identity_sources.bulk_upsert',
  },
  {
    path: 'bulk-delete',
    operationId: 'uploadIdentitySourceDataForDelete',
    summary: 'Upload people to delete',
    field: 'profiles',
    body: BulkDeleteRequest,
    class: 'users',
    action: 'delete',
    stage: stageUserDeletes,
    event: 'system.identity_sources.bulk_delete',
  },
  {
    path: 'bulk-groups-upsert',
    operationId: 'uploadIdentitySourceGroupsForUpsert',
    summary: 'Upload groups to create or update',
    field: 'profiles',
    body: BulkGroupUpsertRequest,
    class: 'groups',
    action: 'upsert',
    stage: stageGroups,
    event: 'system.identity_sources.bulk_group_upsert',
  },
  {
    path: 'bulk-groups-delete',
    operationId: 'uploadIdentitySourceGroupsDataForDelete',
    summary: 'Upload groups to delete',
    field: 'externalIds',
    body: BulkGroupDeleteRequest,
    class: 'groups',
    action: 'delete',
    stage: (body, rules) => stageExternalIds(body, EXTERNAL_ID_LENGTH.group, rules),
    event: 'system.identity_sources.bulk_group_delete',
  },
  {
    path: 'bulk-group-memberships-upsert',
    operationId: 'uploadIdentitySourceGroupMembershipsForUpsert',
    summary: 'Upload members to add to groups',
    field: 'memberships',
    body: BulkGroupMembershipsRequest,
    class: 'memberships',
    action: 'upsert',
    stage: stageMemberships,
    event: 'system.identity_sources.bulk_group_membership_upsert',
  },
  {
    path: 'bulk-group-memberships-delete',
    operationId: 'uploadIdentitySourceGroupMembershipsForDelete',
    summary: 'Upload members to remove from groups',
    field: 'memberships',
    body: BulkGroupMembershipsRequest,
    class: 'memberships',
    action: 'delete',
    stage: stageMemberships,
    event: 'system.identity_sources.bulk_group_membership_delete',
  },
  {
    path: 'bulk-devices-upsert',
    operationId: 'uploadIdentitySourceDevicesForUpsert',
    summary: 'Upload devices to create or update',
    field: 'profiles',
    body: BulkDeviceUpsertRequest,
    class: 'devices',
    action: 'upsert',
    stage: stageDevices,
    event: 'system.identity_sources.bulk_device_upsert',
  },
  {
    path: 'bulk-devices-delete',
    operationId: 'uploadIdentitySourceDevicesForDelete',
    summary: 'Upload devices to delete',
    field: 'externalIds',
    body: BulkDeviceDeleteRequest,
    class: 'devices',
    action: 'delete',
    stage: (body, rules) => stageExternalIds(body, EXTERNAL_ID_LENGTH.device, rules),
    event: 'system.identity_sources.bulk_device_delete',
  },
];
