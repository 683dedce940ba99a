import type { Choices, IdentitySourceSettings, Profile, ProfileSchema } from '@headwater/protocol';
import { type CompiledSchema, compileSchema } from '../../directory/profile-schemas/compile-schema.ts';
import { type CompiledMapping, compileMapping } from '../../mappings/compile-mapping.ts';
import type { MappingProperties } from '../../mappings/mapping.ts';
import { keyHash } from '../key-hash.ts';

/** Answers of the org that decide about imports. */
export const IMPORT_CHOICES = [
  'importOrder',
  'groupUpdate',
  'groupDelete',
  'invalidFormat',
  'stagedOffboarding',
  'deactivatedProfiles',
  'partialFailure',
] as const satisfies readonly (keyof Choices)[];

export type ImportChoices = Pick<Choices, (typeof IMPORT_CHOICES)[number]>;

/**
 * Everything but the directory and the uploads that a plan depends on, as it was when the import started. Plain data: it is
 * stored with the import, so that an import goes on after a restart as it began.
 */
export interface Basis {
  readonly sourceId: string;
  readonly settings: IdentitySourceSettings;
  readonly mapping: MappingProperties;
  readonly sourceSchema: ProfileSchema;
  readonly userSchema: ProfileSchema;
  /** Order of the org's profile sources: the lowest number owns a user. */
  readonly priorities: Readonly<Record<string, number>>;
  /** Attributes of the org that expressions can read. */
  readonly org: Profile;
  readonly choices: ImportChoices;
}

/** A basis made ready for a million records. */
export interface CompiledBasis extends Basis {
  readonly sourceAttributes: CompiledSchema;
  readonly userAttributes: CompiledSchema;
  readonly compiledMapping: CompiledMapping;
  /** Whether the status of the user decides about an otherwise unchanged record. */
  readonly reactivates: boolean;
  /** Seed of the fingerprints: another basis gives other fingerprints. */
  readonly seed: number;
}

/** Compiles schemas and expressions once for an import; `clock` is what `Time.now` reads. */
export function compileBasis(basis: Basis, clock: { now(): Date }): CompiledBasis {
  const userAttributes = compileSchema(basis.userSchema);
  return {
    ...basis,
    sourceAttributes: compileSchema(basis.sourceSchema),
    userAttributes,
    compiledMapping: compileMapping(basis, userAttributes, clock),
    reactivates: basis.settings.reactivateSuspendedUsers || basis.settings.reactivateDeactivatedUsers,
    seed: keyHash(JSON.stringify(basis)),
  };
}
