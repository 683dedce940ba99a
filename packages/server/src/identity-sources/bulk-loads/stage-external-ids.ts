import { readExternalId } from '../external-id.ts';
import { type StagedItems, type StageRules, stageItems } from './stage-items.ts';

/**
 * Checks the body of bulk-groups-delete or bulk-devices-delete, a bare list of texts (identity-sources-api 2.9, 2.11), and stages
 * its external ids. Throws what `stageItems` throws.
 * @param longest see `EXTERNAL_ID_LENGTH`
 */
export function stageExternalIds(body: unknown, longest: number, rules: StageRules): StagedItems {
  return stageItems(body, 'externalIds', rules, (value, path, { keys, lines, causes }) => {
    const externalId = readExternalId(rules.choices, value, path, longest, causes);
    keys.push(externalId);
    lines.push(`{"externalId":${JSON.stringify(externalId)}}`);
  });
}
