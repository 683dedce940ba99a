import { DEFAULT_SOURCE_SETTINGS, type IdentitySourceSettings } from '@headwater/protocol';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  readSourceSettings,
  type SettingOptions,
  settingRows,
  withSourceSettings,
} from '../../../src/commands/source/source-settings.ts';

function read(...args: readonly string[]): Partial<IdentitySourceSettings> {
  const command = withSourceSettings(new Command(), true);
  return readSourceSettings(command.parse([...args], { from: 'user' }).opts<SettingOptions>());
}

describe('the options of a source', () => {
  it('set nothing that is not named', () => {
    expect(read()).toEqual({});
  });

  it('set every setting', () => {
    const everything = read(
      ...['--auto-confirm-new', '--auto-confirm-exact', '--auto-confirm-partial', '--auto-activate'],
      ...['--no-partial-match', '--no-profile-sourcing', '--reactivate-suspended', '--reactivate-deactivated'],
      ...['--no-groups', '--display-to-users', '--match', 'attributes:employeeNumber,email'],
      ...['--username-format', 'source.userName', '--when-deleted', 'suspend', '--absent', 'replace'],
    );
    expect(everything).toEqual({
      autoConfirmNewUsers: true,
      autoConfirmExactMatch: true,
      autoConfirmPartialMatch: true,
      autoActivateNewUsers: true,
      allowPartialMatch: false,
      profileSourcing: false,
      reactivateSuspendedUsers: true,
      reactivateDeactivatedUsers: true,
      importGroups: false,
      displayToUsers: true,
      exactMatchCriteria: 'ATTRIBUTES',
      matchAttributes: ['employeeNumber', 'email'],
      userNameFormat: 'CUSTOM',
      userNameExpression: 'source.userName',
      userOffboardingAction: 'SUSPEND',
      absentAttributes: 'replace',
    });
    expect(Object.keys(everything).toSorted()).toEqual(Object.keys(DEFAULT_SOURCE_SETTINGS).toSorted());
  });

  it.each([
    ['username', 'USERNAME'],
    ['email', 'EMAIL'],
    ['username,email', 'USERNAME_AND_EMAIL'],
    ['email, username', 'USERNAME_AND_EMAIL'],
  ])('match by %s', (text, criteria) => {
    expect(read('--match', text)).toEqual({ exactMatchCriteria: criteria, matchAttributes: [] });
  });

  it('go back to the email address as login', () => {
    expect(read('--username-format', 'email')).toEqual({ userNameFormat: 'EMAIL', userNameExpression: null });
  });

  it('are shown with each setting', () => {
    const shown = settingRows(DEFAULT_SOURCE_SETTINGS).map(([option, value]) => `${option} ${value}`);
    expect(shown).toEqual([
      '--no-auto-confirm-new no',
      '--no-auto-confirm-exact no',
      '--no-auto-confirm-partial no',
      '--no-auto-activate no',
      '--partial-match yes',
      '--profile-sourcing yes',
      '--no-reactivate-suspended no',
      '--no-reactivate-deactivated no',
      '--groups yes',
      '--no-display-to-users no',
      '--match username',
      '--username-format email',
      '--when-deleted deactivate',
      '--absent merge',
    ]);
  });
});
