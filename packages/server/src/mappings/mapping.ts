import { BASE_SOURCE_ATTRIBUTES } from '@headwater/protocol';

/** When a mapping of one attribute applies (import-semantics 1.6): PUSH on create and update, DONT_PUSH on create only. */
export type PushStatus = 'PUSH' | 'DONT_PUSH';

export interface MappingProperty {
  readonly expression: string;
  readonly pushStatus: PushStatus;
}

/** From user attribute to the expression over the source profile that fills it. */
export type MappingProperties = Readonly<Record<string, MappingProperty>>;

/** The login has its own setting, the user name format; the other base attributes of both sides map one to one. */
const UNMAPPED = new Set(['userName', 'homeAddress']);

/** What a new custom identity source maps: names, addresses and phone one to one, on create and update. */
export const DEFAULT_MAPPING: MappingProperties = Object.fromEntries(
  BASE_SOURCE_ATTRIBUTES.filter(({ name }) => !UNMAPPED.has(name)).map(({ name }) => [
    name,
    { expression: `source.${name}`, pushStatus: 'PUSH' },
  ]),
);

/** The expression that the user name format stands for. */
export function userNameExpression(settings: {
  readonly userNameFormat: 'EMAIL' | 'CUSTOM';
  readonly userNameExpression: string | null;
}): string {
  return settings.userNameFormat === 'EMAIL' ? 'source.email' : (settings.userNameExpression ?? '');
}
