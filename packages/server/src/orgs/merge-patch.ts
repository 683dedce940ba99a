import { isRecord } from '../json/is-record.ts';

/**
 * JSON Merge Patch (RFC 7396): members of objects are merged at every depth, `null` removes a member, everything else takes the
 * place of what was there.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(isRecord(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}
