import { type ProfileMappingChange, validationFailed } from '@headwater/protocol';
import type { MappingProperties, MappingProperty } from './mapping.ts';
import type { MappingChange } from './save-mapping.ts';

/**
 * Completes sent properties with what they leave out: what the mapping has for the target already, and PUSH for a new one. Throws
 * `validationFailed` for a new one without an expression.
 */
export function completeChange(before: MappingProperties, sent: ProfileMappingChange['properties']): MappingChange {
  const causes: string[] = [];
  const change: Record<string, MappingProperty | null> = {};
  for (const [target, property] of Object.entries(sent)) {
    if (property === null) {
      change[target] = null;
      continue;
    }
    const current = Object.hasOwn(before, target) ? before[target] : undefined;
    const expression = property.expression ?? current?.expression;
    if (expression === undefined) causes.push(`${target}.expression: The field cannot be left blank`);
    else change[target] = { expression, pushStatus: property.pushStatus ?? current?.pushStatus ?? 'PUSH' };
  }
  if (causes.length > 0) throw validationFailed('updateMapping', causes);
  return change;
}
