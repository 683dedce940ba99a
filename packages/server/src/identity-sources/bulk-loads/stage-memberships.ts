import { EXTERNAL_ID_LENGTH } from '@headwater/protocol';
import { readExternalId } from '../external-id.ts';
import { isFull, readObject, type Sheet, type StagedItems, type StageRules, stageItems } from './stage-items.ts';

/**
 * Checks the body of bulk-group-memberships-upsert or -delete and stages a line for every pair of a group and a member
 * (identity-sources-api 2.10). The limit of items counts the entries of the list, each of which may name many members: their number is
 * bounded by the size of the body. The group stands under `groupExternalId`; under `externalId`, too, where the org's switch
 * `membershipGroupField` says so (D18). Throws what `stageItems` throws.
 */
export function stageMemberships(body: unknown, rules: StageRules): StagedItems {
  const { choices } = rules;
  return stageItems(body, 'memberships', rules, (value, path, sheet) => {
    const item = readObject(value, path, sheet.causes);
    if (item === undefined) return;
    const isOther = choices.membershipGroupField === 'either' && item.groupExternalId === undefined;
    const field = isOther && item.externalId !== undefined ? 'externalId' : 'groupExternalId';
    const { group: longest } = EXTERNAL_ID_LENGTH;
    const group = readExternalId(choices, item[field], `${path}.${field}`, longest, sheet.causes);
    stageMembers(group, item.memberExternalIds, `${path}.memberExternalIds`, rules, sheet);
  });
}

function stageMembers(group: string, members: unknown, path: string, { choices }: StageRules, sheet: Sheet): void {
  const { keys, lines, causes } = sheet;
  if (members === undefined || members === null || (Array.isArray(members) && members.length === 0)) {
    causes.push(`${path}: The field cannot be left blank`);
    return;
  }
  if (!Array.isArray(members)) {
    causes.push(`${path}: The field must be an array`);
    return;
  }
  const head = `[${JSON.stringify(group)},`;
  for (let index = 0; index < members.length && !isFull(sheet); index++) {
    const member = readExternalId(choices, members[index], `${path}[${index}]`, EXTERNAL_ID_LENGTH.member, causes);
    const line = `${head}${JSON.stringify(member)}]`;
    keys.push(line);
    lines.push(line);
  }
}
