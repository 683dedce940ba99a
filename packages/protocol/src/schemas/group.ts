import Type, { type Static } from 'typebox';
import { EXTERNAL_ID_LENGTH } from '../limits.ts';

/** Lengths of a group's profile, in characters (identity-sources-api 2.8). */
export const GROUP_LENGTHS = { displayName: 255, description: 1_024 } as const;

/** Lengths of a device's profile, in characters (identity-sources-api 2.11). */
export const DEVICE_LENGTHS = { serialNumber: 127, platform: 127, displayName: 255 } as const;

const externalId = Type.String({ minLength: 1, maxLength: EXTERNAL_ID_LENGTH.group });
const memberExternalId = Type.String({ minLength: 1, maxLength: EXTERNAL_ID_LENGTH.member });

/** A group's profile as a source sends it (identity-sources-api 2.8). */
export const SourceGroupProfile = Type.Object({
  displayName: Type.String({ minLength: 1, maxLength: GROUP_LENGTHS.displayName }),
  description: Type.Optional(Type.Union([Type.String({ maxLength: GROUP_LENGTHS.description }), Type.Null()])),
});

/** Body of bulk-groups-upsert (identity-sources-api 2.8). */
export const BulkGroupUpsertRequest = Type.Object(
  { profiles: Type.Array(Type.Object({ externalId, profile: SourceGroupProfile }), { minItems: 1 }) },
  { $id: 'BulkGroupUpsertRequest' },
);

/** Body of bulk-groups-delete (identity-sources-api 2.9). */
export const BulkGroupDeleteRequest = Type.Object(
  { externalIds: Type.Array(externalId, { minItems: 1 }) },
  { $id: 'BulkGroupDeleteRequest' },
);

/** Body of bulk-group-memberships-upsert and -delete (identity-sources-api 2.10). */
export const BulkGroupMembershipsRequest = Type.Object(
  {
    memberships: Type.Array(
      Type.Object({ groupExternalId: externalId, memberExternalIds: Type.Array(memberExternalId) }),
      { minItems: 1 },
    ),
  },
  { $id: 'BulkGroupMembershipsRequest' },
);

const deviceExternalId = Type.String({ minLength: 1, maxLength: EXTERNAL_ID_LENGTH.device });

/** A device's profile (identity-sources-api 2.11). */
export const DeviceProfile = Type.Object(
  {
    serialNumber: Type.String({ minLength: 1, maxLength: DEVICE_LENGTHS.serialNumber }),
    platform: Type.String({ minLength: 1, maxLength: DEVICE_LENGTHS.platform }),
    displayName: Type.String({ minLength: 1, maxLength: DEVICE_LENGTHS.displayName }),
  },
  { additionalProperties: false },
);

/** Body of bulk-devices-upsert (identity-sources-api 2.11). */
export const BulkDeviceUpsertRequest = Type.Object(
  { profiles: Type.Array(Type.Object({ externalId: deviceExternalId, profile: DeviceProfile }), { minItems: 1 }) },
  { $id: 'BulkDeviceUpsertRequest' },
);

/** Body of bulk-devices-delete (identity-sources-api 2.11). */
export const BulkDeviceDeleteRequest = Type.Object(
  { externalIds: Type.Array(deviceExternalId, { minItems: 1 }) },
  { $id: 'BulkDeviceDeleteRequest' },
);

/** A group of an identity source (identity-sources-api 2.13). */
export const SourceGroup = Type.Object(
  {
    id: Type.String({ description: '00g… id of the group in the directory' }),
    externalId: Type.String(),
    profile: Type.Object({
      displayName: Type.String(),
      description: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  { $id: 'SourceGroup' },
);

export type SourceGroup = Static<typeof SourceGroup>;

/** Body of the creation and the update of a single group. */
export const SourceGroupRequest = Type.Object(
  { externalId: Type.Optional(externalId), profile: Type.Partial(SourceGroupProfile) },
  { $id: 'SourceGroupRequest' },
);

/** Body of the addition of a member to a group (identity-sources-api 2.14). */
export const MembershipRequest = Type.Object({ memberExternalId }, { $id: 'MembershipRequest' });

/** A page of a group's members (identity-sources-api 2.14). */
export const GroupMemberships = Type.Object(
  { memberExternalIds: Type.Array(Type.String()) },
  { $id: 'GroupMemberships' },
);
