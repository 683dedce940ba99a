import { Command } from 'commander';
import { expect, test } from 'vitest';
import { type OrgSettingOptions, rateLimitsOf, withOrgSettings } from '../../../src/commands/org/org-options.ts';

function read(...words: readonly string[]): OrgSettingOptions {
  const command = withOrgSettings(new Command().exitOverride().configureOutput({ writeErr: () => undefined }));
  return command.parse(words, { from: 'user' }).opts();
}

test('rate limits of several buckets and the share of a token are put on top of those before', () => {
  const options = read('--rate-limit', '/api/v1/users=600', '--rate-limit', '/a=b=7', '--token-share', '100');
  expect(rateLimitsOf(options)).toEqual({ buckets: { '/api/v1/users': 600, '/a=b': 7 }, tokenSharePercent: 100 });
  expect(rateLimitsOf(options, { buckets: { '/api/v1/users': 1, '/api/v1/logs': 2 }, tokenSharePercent: 3 })).toEqual({
    buckets: { '/api/v1/users': 600, '/api/v1/logs': 2, '/a=b': 7 },
    tokenSharePercent: 100,
  });
  expect(rateLimitsOf(read(), { tokenSharePercent: 3 })).toEqual({ tokenSharePercent: 3 });
});

test.each([
  ['--rate-limit', '/api/v1/users'],
  ['--rate-limit', '=5'],
  ['--rate-limit', '/api/v1/users=-5'],
  ['--token-share', '101'],
])('%s %s is refused', (...words) => {
  expect(() => read(...words)).toThrow();
});
