import { DEVICE_LENGTHS, EXTERNAL_ID_LENGTH } from '@headwater/protocol';
import { readExternalId } from '../external-id.ts';
import { readObject, type StagedItems, type StageRules, stageItems } from './stage-items.ts';
import { refuseOthers, stageText } from './stage-text.ts';

const NAMES = ['serialNumber', 'platform', 'displayName'] as const satisfies readonly (keyof typeof DEVICE_LENGTHS)[];
const ATTRIBUTES: ReadonlySet<string> = new Set(NAMES);

/**
 * Checks the body of bulk-devices-upsert and stages its devices: all three attributes are needed, and every other one is refused
 * (identity-sources-api 2.11). Throws what `stageItems` throws.
 */
export function stageDevices(body: unknown, rules: StageRules): StagedItems {
  return stageItems(body, 'profiles', rules, (value, path, { keys, lines, causes }) => {
    const item = readObject(value, path, causes);
    if (item === undefined) return;
    const { device: longest } = EXTERNAL_ID_LENGTH;
    const externalId = readExternalId(rules.choices, item.externalId, `${path}.externalId`, longest, causes);
    keys.push(externalId);
    lines.push(JSON.stringify({ externalId, profile: stageDevice(item.profile, `${path}.profile`, rules, causes) }));
  });
}

function stageDevice(value: unknown, path: string, rules: StageRules, causes: string[]): object {
  if (value === undefined || value === null) {
    causes.push(`${path}: The field cannot be left blank`);
    return {};
  }
  const profile = readObject(value, path, causes);
  if (profile === undefined) return {};
  refuseOthers(profile, ATTRIBUTES, path, causes);
  const read = (name: keyof typeof DEVICE_LENGTHS) =>
    stageText(profile[name], `${path}.${name}`, { longest: DEVICE_LENGTHS[name], required: true }, rules, causes);
  return Object.fromEntries(NAMES.map((name) => [name, read(name)]));
}
