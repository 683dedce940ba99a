import { ApiError, EXTERNAL_ID_LENGTH, type Limits, validationFailed } from '@headwater/protocol';
import { keyHash } from '../../imports/key-hash.ts';
import { stageProfile } from './stage-profile.ts';
import { isStorable } from './storable-text.ts';

/** Entities of one upload, checked and written as they are stored. */
export interface StagedItems {
  readonly externalIds: readonly string[];
  /** One JSON text an item, in upload order. */
  readonly lines: readonly string[];
  readonly keys: Float64Array;
}

type Limited = Pick<Limits, 'bulkMaxItems'>;
type Item = Readonly<Record<string, unknown>>;

/** More would only repeat themselves. */
const MAX_CAUSES = 20;

/**
 * Checks the body of bulk-upsert and stages its people. All or nothing: throws `malformedBody` for a body of another shape,
 * `validationFailed` that names every item at fault (identity-sources-api 4.2 #7-#10, #13). Values become text or null;
 * what an attribute allows is the import's affair (import-semantics 2.2).
 */
export function stageUpserts(body: unknown, limits: Limited): StagedItems {
  return stage(body, limits, (item, externalId, path, causes) => {
    const profile = stageProfile(item.profile, `${path}.profile`, causes);
    return `{"externalId":${JSON.stringify(externalId)},"profile":${JSON.stringify(profile)}}`;
  });
}

/** Checks the body of bulk-delete and stages its external ids. Errors as {@link stageUpserts}. */
export function stageDeletes(body: unknown, limits: Limited): StagedItems {
  return stage(body, limits, (_item, externalId) => `{"externalId":${JSON.stringify(externalId)}}`);
}

function stage(
  body: unknown,
  limits: Limited,
  toLine: (item: Item, externalId: string, path: string, causes: string[]) => string,
): StagedItems {
  const items = readItems(body, limits);
  const causes: string[] = [];
  const externalIds: string[] = [];
  const lines: string[] = [];
  const keys = new Float64Array(items.length);
  for (const [index, item] of items.entries()) {
    const path = `profiles[${index}]`;
    if (causes.length > MAX_CAUSES) break;
    if (!isObject(item)) {
      causes.push(`${path}: The field must be an object`);
      continue;
    }
    const externalId = readExternalId(item.externalId, `${path}.externalId`, causes);
    externalIds.push(externalId);
    lines.push(toLine(item, externalId, path, causes));
    keys[index] = keyHash(externalId);
  }
  if (causes.length > 0) throw validationFailed('profiles', causes.slice(0, MAX_CAUSES));
  return { externalIds, lines, keys };
}

function readItems(body: unknown, limits: Limited): readonly unknown[] {
  if (!isObject(body)) throw new ApiError('malformedBody');
  const { entityType, profiles } = body;
  if (entityType !== undefined && entityType !== 'USERS') throw new ApiError('malformedBody');
  if (profiles === undefined || profiles === null || (Array.isArray(profiles) && profiles.length === 0)) {
    throw validationFailed('profiles', ['profiles: The field cannot be left blank']);
  }
  if (!Array.isArray(profiles)) throw new ApiError('malformedBody');
  if (profiles.length > limits.bulkMaxItems) {
    throw validationFailed('profiles', [
      `profiles: The size of the array must be between 1 and ${limits.bulkMaxItems}`,
    ]);
  }
  return profiles;
}

function readExternalId(value: unknown, path: string, causes: string[]): string {
  const problem = externalIdProblem(value);
  if (problem === undefined && typeof value === 'string') return value;
  causes.push(`${path}: ${problem}`);
  return '';
}

function externalIdProblem(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return 'The field cannot be left blank';
  if (typeof value !== 'string') return 'The field must be a string';
  if (!isStorable(value)) return 'The field has a character that cannot be stored';
  const { user: longest } = EXTERNAL_ID_LENGTH;
  if (value.length <= longest || [...value].length <= longest) return undefined;
  return `The field is too long: at most ${longest} characters`;
}

function isObject(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
