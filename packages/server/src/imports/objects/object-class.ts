import type { IdKind } from '@headwater/protocol';

/** Classes of objects that belong to a source alone: nothing is matched or confirmed. */
export type ObjectClass = 'groups' | 'devices';

/** What tells one class of objects from another. Attribute names are those of uploads, columns those of the table. */
export interface ObjectDefinition {
  readonly class: ObjectClass;
  readonly table: 'groups' | 'devices';
  readonly idKind: IdKind;
  readonly attributes: readonly ObjectAttribute[];
}

export interface ObjectAttribute {
  readonly name: string;
  readonly column: string;
  /** An object without it cannot be made. */
  readonly required: boolean;
}

export const OBJECT_CLASSES: Readonly<Record<ObjectClass, ObjectDefinition>> = {
  groups: {
    class: 'groups',
    table: 'groups',
    idKind: 'group',
    attributes: [
      { name: 'displayName', column: 'name', required: true },
      { name: 'description', column: 'description', required: false },
    ],
  },
  devices: {
    class: 'devices',
    table: 'devices',
    idKind: 'device',
    attributes: [
      { name: 'serialNumber', column: 'serial_number', required: true },
      { name: 'platform', column: 'platform', required: true },
      { name: 'displayName', column: 'display_name', required: true },
    ],
  },
};
