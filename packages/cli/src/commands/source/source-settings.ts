import { DEFAULT_SOURCE_SETTINGS, IdentitySourceSettings } from '@headwater/protocol';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { list } from '../../read-option.ts';

type Settings = IdentitySourceSettings;
type SettingName = keyof Settings;

/** Settings that are on or off, and the flag that turns each on. */
const SWITCHES = {
  autoConfirmNewUsers: 'auto-confirm-new',
  autoConfirmExactMatch: 'auto-confirm-exact',
  autoConfirmPartialMatch: 'auto-confirm-partial',
  autoActivateNewUsers: 'auto-activate',
  allowPartialMatch: 'partial-match',
  profileSourcing: 'profile-sourcing',
  reactivateSuspendedUsers: 'reactivate-suspended',
  reactivateDeactivatedUsers: 'reactivate-deactivated',
  importGroups: 'groups',
  displayToUsers: 'display-to-users',
} as const satisfies { [Name in SettingName]?: string };

type SwitchName = keyof typeof SWITCHES;

const MATCH: Readonly<Record<string, Settings['exactMatchCriteria']>> = {
  username: 'USERNAME',
  email: 'EMAIL',
  'username,email': 'USERNAME_AND_EMAIL',
  'email,username': 'USERNAME_AND_EMAIL',
};

const OFFBOARDING: Readonly<Record<string, Settings['userOffboardingAction']>> = {
  nothing: 'NONE',
  deactivate: 'DEACTIVATE',
  suspend: 'SUSPEND',
};

/** What commander makes of the options; the readers below have checked each. */
export interface SettingOptions {
  readonly match?: Pick<Settings, 'exactMatchCriteria' | 'matchAttributes'>;
  readonly usernameFormat?: string;
  readonly whenDeleted?: string;
  readonly absent?: Settings['absentAttributes'];
  readonly [flag: string]: unknown;
}

/**
 * Adds an option for every setting of an identity source.
 * @param changing whether settings exist already, so that both ways of each switch make sense
 */
export function withSourceSettings(command: Command, changing: boolean): Command {
  for (const [name, flag] of Object.entries(SWITCHES)) addSwitch(command, name as SwitchName, flag, changing);
  return command
    .option(
      '--match <what>',
      `${describe('exactMatchCriteria')} One of username, email, username,email, or attributes:a,b ` +
        '(user attributes, compared case-sensitively). Default username.',
      readMatch,
    )
    .option(
      '--username-format <expr>',
      `${describe('userNameFormat')} Give "email", or an expression over the source profile. Default email.`,
    )
    .addOption(
      new Option('--when-deleted <action>', `${describe('userOffboardingAction')} Default deactivate.`).choices(
        Object.keys(OFFBOARDING),
      ),
    )
    .addOption(
      new Option('--absent <what>', `${describe('absentAttributes')} Default merge.`).choices(['merge', 'replace']),
    );
}

/** The settings that the options name; the others are absent. */
export function readSourceSettings(options: SettingOptions): Partial<Settings> {
  const { match, usernameFormat, whenDeleted, absent } = options;
  const action = whenDeleted === undefined ? undefined : OFFBOARDING[whenDeleted];
  return {
    ...readSwitches(options),
    ...match,
    ...(usernameFormat === undefined ? {} : readUserNameFormat(usernameFormat)),
    ...(action === undefined ? {} : { userOffboardingAction: action }),
    ...(absent === undefined ? {} : { absentAttributes: absent }),
  };
}

/** Settings as rows for people: the option that sets it, its value, what it means. */
export function settingRows(
  settings: Settings,
): readonly (readonly [option: string, value: string, meaning: string])[] {
  const { userNameFormat, userNameExpression, exactMatchCriteria, matchAttributes } = settings;
  const match = matchText(exactMatchCriteria, matchAttributes);
  const offboarding = Object.entries(OFFBOARDING).find(([, action]) => action === settings.userOffboardingAction);
  return [
    ...Object.entries(SWITCHES).map(([name, flag]) => {
      const on = settings[name as SwitchName];
      return [`--${on ? '' : 'no-'}${flag}`, on ? 'yes' : 'no', describe(name as SwitchName)] as const;
    }),
    ['--match', match, describe('exactMatchCriteria')],
    [
      '--username-format',
      userNameFormat === 'EMAIL' ? 'email' : (userNameExpression ?? ''),
      describe('userNameFormat'),
    ],
    ['--when-deleted', offboarding?.[0] ?? '', describe('userOffboardingAction')],
    ['--absent', settings.absentAttributes, describe('absentAttributes')],
  ];
}

function addSwitch(command: Command, name: SwitchName, flag: string, changing: boolean): void {
  const standard = DEFAULT_SOURCE_SETTINGS[name];
  const meaning = `${describe(name)} Default ${standard ? 'yes' : 'no'}.`;
  const on = new Option(`--${flag}`, meaning);
  const off = new Option(`--no-${flag}`, changing ? 'The opposite.' : `Off: ${meaning}`);
  // Whoever creates a source needs only the way that differs from the default.
  if (!changing && standard) on.hideHelp();
  if (!changing && !standard) off.hideHelp();
  command.addOption(on).addOption(off);
}

function readSwitches(options: SettingOptions): Partial<Settings> {
  const given = Object.entries(SWITCHES).flatMap(([name, flag]) => {
    const value = options[flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    return typeof value === 'boolean' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

function readMatch(text: string): NonNullable<SettingOptions['match']> {
  const criteria = MATCH[text.replaceAll(' ', '').toLowerCase()];
  if (criteria !== undefined) return { exactMatchCriteria: criteria, matchAttributes: [] };
  if (!text.startsWith('attributes:')) {
    throw new InvalidArgumentError('It must be username, email, username,email, or attributes:a,b.');
  }
  return { exactMatchCriteria: 'ATTRIBUTES', matchAttributes: [...list(text.slice('attributes:'.length))] };
}

function readUserNameFormat(text: string): Pick<Settings, 'userNameFormat' | 'userNameExpression'> {
  return text.trim().toLowerCase() === 'email'
    ? { userNameFormat: 'EMAIL', userNameExpression: null }
    : { userNameFormat: 'CUSTOM', userNameExpression: text };
}

function matchText(criteria: Settings['exactMatchCriteria'], attributes: readonly string[]): string {
  if (criteria === 'ATTRIBUTES') return `attributes:${attributes.join(',')}`;
  return Object.entries(MATCH).find(([, value]) => value === criteria)?.[0] ?? criteria;
}

function describe(name: SettingName): string {
  const { description } = IdentitySourceSettings.properties[name] as { readonly description?: string };
  // The wire's name of the setting means nothing on a command line.
  return (description ?? '').replace('`userNameExpression`', 'an expression');
}
