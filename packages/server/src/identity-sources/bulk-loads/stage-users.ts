import { ApiError, type Choices, EXTERNAL_ID_LENGTH, validationFailed } from '@headwater/protocol';
import { isRecord } from '../../json/is-record.ts';
import { readExternalId } from '../external-id.ts';
import { readObject, type StagedItems, type StageRules, stageItems } from './stage-items.ts';
import { stageProfile } from './stage-profile.ts';

/**
 * Checks the body of bulk-upsert and stages its people. Values become text or null; what an attribute allows is the import's affair
 * (import-semantics 2.2). Throws what `stageItems` throws, and for a wrong entityType what the org's switch `invalidEntityType` says.
 */
export function stageUserUpserts(body: unknown, rules: StageRules): StagedItems {
  checkEntityType(body, rules.choices);
  return stageItems(body, 'profiles', rules, (value, path, { keys, lines, causes }) => {
    const item = readObject(value, path, causes);
    if (item === undefined) return;
    const { user: longest } = EXTERNAL_ID_LENGTH;
    const externalId = readExternalId(rules.choices, item.externalId, `${path}.externalId`, longest, causes);
    const profile = stageProfile(item.profile, `${path}.profile`, rules, causes);
    keys.push(externalId);
    lines.push(`{"externalId":${JSON.stringify(externalId)},"profile":${JSON.stringify(profile)}}`);
  });
}

/** Checks the body of bulk-delete and stages its external ids. Errors as {@link stageUserUpserts}. */
export function stageUserDeletes(body: unknown, rules: StageRules): StagedItems {
  checkEntityType(body, rules.choices);
  return stageItems(body, 'profiles', rules, (value, path, { keys, lines, causes }) => {
    const item = readObject(value, path, causes);
    if (item === undefined) return;
    const { user: longest } = EXTERNAL_ID_LENGTH;
    const externalId = readExternalId(rules.choices, item.externalId, `${path}.externalId`, longest, causes);
    keys.push(externalId);
    lines.push(`{"externalId":${JSON.stringify(externalId)}}`);
  });
}

/** Only people have an entityType (identity-sources-api 2.6, D13). */
function checkEntityType(body: unknown, choices: Choices): void {
  if (!isRecord(body)) return;
  const { entityType } = body;
  if (entityType === 'USERS' || (entityType === undefined && choices.missingEntityType === 'users')) return;
  if (choices.invalidEntityType === 'E0000003') throw new ApiError('malformedBody');
  throw validationFailed('entityType', ['entityType: The field entityType is not valid.']);
}
