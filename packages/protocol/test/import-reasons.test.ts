import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeReason, IMPORT_REASONS } from '../src/import-reasons.ts';

describe('describeReason', () => {
  it('fills the message from the data of the reason', () => {
    expect(
      describeReason({ code: 'loginHeld', data: { login: 'a@b.c', userId: '00u1', status: 'DEPROVISIONED' } }),
    ).toBe('The login a@b.c belongs to user 00u1, status DEPROVISIONED, who does not match this record.');
  });
});

describe('docs/reference/imports.md', () => {
  it('has exactly the reasons of the catalogue', () => {
    const page = readFileSync(new URL('../../../docs/reference/imports.md', import.meta.url), 'utf8');
    const section = page.slice(page.indexOf('## Reasons'));
    const expected = Object.entries(IMPORT_REASONS).map(
      ([code, { level, message, remedy }]) => `| \`${code}\` | ${level} | ${message} | ${remedy} |`,
    );
    expect(section.split('\n').filter((line) => line.startsWith('| `'))).toEqual(expected);
  });
});
