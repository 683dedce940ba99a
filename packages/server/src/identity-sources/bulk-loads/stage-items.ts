import { ApiError, type Choices, type Limits, validationFailed } from '@headwater/protocol';
import { keyHash } from '../../imports/key-hash.ts';
import { isRecord } from '../../json/is-record.ts';

/** Entities of one upload, checked and written as they are stored. */
export interface StagedItems {
  /** What names each item: its external id; of a pair of group and member, its line. */
  readonly keys: readonly string[];
  /** One JSON text an item, in upload order (forms: migration 0008). */
  readonly lines: readonly string[];
  /** Of the keys. */
  readonly hashes: Float64Array;
}

/** What an org demands of an upload. */
export interface StageRules {
  readonly limits: Pick<Limits, 'bulkMaxItems'>;
  readonly choices: Choices;
  /** Names of the attributes that people of the source may have; undefined where others are the import's affair. */
  readonly attributes?: ReadonlySet<string> | undefined;
  /** Items of the same upload that were staged before these; default 0. */
  readonly before?: number;
}

/** What is being staged: stagers push a key and a line for each entity, and a sentence for everything wrong. */
export interface Sheet {
  readonly keys: string[];
  readonly lines: string[];
  readonly causes: string[];
}

/** The list of a body that holds its items. */
export type ListField = 'profiles' | 'externalIds' | 'memberships';

/** More would only repeat themselves. */
const MAX_CAUSES = 20;

/**
 * Stages the items of a body in one pass, all or nothing. Throws `malformedBody` for a body of another shape, and `validationFailed` that
 * names every item at fault (identity-sources-api 4.2 #7-#10, #13). A missing or empty list is refused, or stages
 * nothing, as the org's switch `emptyPayload` says (D11).
 */
export function stageItems(
  body: unknown,
  field: ListField,
  rules: StageRules,
  stageItem: (item: unknown, path: string, sheet: Sheet) => void,
): StagedItems {
  const items = readList(body, field, rules);
  const { before = 0 } = rules;
  const sheet: Sheet = { keys: [], lines: [], causes: [] };
  for (let index = 0; index < items.length && !isFull(sheet); index++) {
    stageItem(items[index], `${field}[${before + index}]`, sheet);
  }
  const { keys, lines, causes } = sheet;
  if (causes.length > 0) throw validationFailed(field, causes.slice(0, MAX_CAUSES));
  return { keys, lines, hashes: hashAll(keys) };
}

/** Whether a sheet has so many causes that further items need not be looked at. */
export function isFull({ causes }: Sheet): boolean {
  return causes.length > MAX_CAUSES;
}

/** An item that must be an object; else undefined, with a cause. */
export function readObject(
  value: unknown,
  path: string,
  causes: string[],
): Readonly<Record<string, unknown>> | undefined {
  if (isRecord(value)) return value;
  causes.push(`${path}: The field must be an object`);
  return undefined;
}

function readList(body: unknown, field: ListField, { limits, choices, before = 0 }: StageRules): readonly unknown[] {
  if (!isRecord(body)) throw new ApiError('malformedBody');
  const list = body[field];
  if (list === undefined || list === null || (Array.isArray(list) && list.length === 0)) {
    if (choices.emptyPayload === 'accept') return [];
    throw validationFailed(field, [`${field}: The field cannot be left blank`]);
  }
  if (!Array.isArray(list)) throw new ApiError('malformedBody');
  if (before + list.length > limits.bulkMaxItems) {
    throw validationFailed(field, [`${field}: The size of the array must be between 1 and ${limits.bulkMaxItems}`]);
  }
  return list;
}

function hashAll(keys: readonly string[]): Float64Array {
  const hashes = new Float64Array(keys.length);
  for (let index = 0; index < keys.length; index++) hashes[index] = keyHash(keys[index] ?? '');
  return hashes;
}
