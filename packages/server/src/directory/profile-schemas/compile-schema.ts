import type { Profile, ProfileSchema, ProfileValue } from '@headwater/protocol';
import { type CompiledAttribute, compileAttribute } from './compile-attribute.ts';
import type { Violation } from './violation.ts';

export type { Violation } from './violation.ts';

/** A schema made ready for many profiles. Build it once per import; it holds no state that depends on the profiles. */
export interface CompiledSchema {
  readonly schema: ProfileSchema;
  readonly attributes: ReadonlyMap<string, CompiledAttribute>;
  /** Names of the unique custom attributes. */
  readonly unique: readonly string[];
  /** Values that stand in for missing ones when a profile is created, by attribute. */
  readonly defaults: ReadonlyMap<string, ProfileValue>;
  /**
   * The value that a text (or null) of the wire stands for, or a violation of rule `type`: tell them apart with
   * `isViolation`. Throws a TypeError for an attribute the schema has not: ask `attributes` first.
   */
  parse(name: string, text: string | null): ProfileValue | Violation;
  /** The first rule of the attribute that the value breaks, `null` for none. Errors as `parse`. */
  check(name: string, value: ProfileValue): Violation | null;
  /** One violation for each required attribute that is absent, null or an empty text. */
  missingRequired(profile: Profile): readonly Violation[];
  /** Everything wrong with a whole profile: unknown attributes are ignored, missing ones come first, then schema order. */
  checkProfile(profile: Profile): readonly Violation[];
}

/** Compiles a schema whose definitions are valid ones (what `loadProfileSchema` gives). */
export function compileSchema(schema: ProfileSchema): CompiledSchema {
  const attributes = new Map(schema.map((definition) => [definition.name, compileAttribute(definition)]));
  const required = schema.filter((definition) => definition.required === true);
  const missing = required.map(
    (definition): Violation => ({ attribute: definition.name, rule: 'required', detail: 'present', soft: false }),
  );

  function attribute(name: string): CompiledAttribute {
    const found = attributes.get(name);
    if (found === undefined) throw new TypeError(`The schema has no attribute "${name}"`);
    return found;
  }

  function missingRequired(profile: Profile): readonly Violation[] {
    return missing.filter(({ attribute: name }) => isMissing(profile[name]));
  }

  return {
    schema,
    attributes,
    unique: schema.filter((definition) => definition.unique === true).map((definition) => definition.name),
    defaults: new Map(
      schema.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const])),
    ),
    parse: (name, text) => attribute(name).parse(text),
    check: (name, value) => attribute(name).check(value),
    missingRequired,
    checkProfile: (profile) => {
      const absent = missingRequired(profile);
      const broken = [...attributes.values()].flatMap(({ definition, check }) => {
        const value = profile[definition.name];
        if (value === undefined || (definition.required === true && isMissing(value))) return [];
        return check(value) ?? [];
      });
      return [...absent, ...broken];
    },
  };
}

function isMissing(value: ProfileValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}
