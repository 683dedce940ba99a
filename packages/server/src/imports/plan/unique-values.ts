import type { ImportReason, Profile } from '@headwater/protocol';
import { show } from '../../mappings/convert-value.ts';
import type { CompiledBasis } from './basis.ts';
import type { DirectorySlice } from './slice.ts';

/** The first unique attribute whose value another user holds. Null never counts (import-semantics 1.4). */
export function uniqueViolation(
  values: Profile,
  userId: string | null,
  slice: DirectorySlice,
  basis: CompiledBasis,
): ImportReason | undefined {
  for (const attribute of basis.userAttributes.unique) {
    const value = values[attribute];
    if (value === undefined || value === null) continue;
    const holder = slice.holderOf(attribute, value);
    if (holder !== undefined && holder !== userId) {
      return { code: 'notUniqueWithinOrg', data: { attribute, value: show(value), holder } };
    }
  }
  return undefined;
}
